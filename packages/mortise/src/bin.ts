#!/usr/bin/env node
import { runCommand } from "./command/run-command.ts";

const exitCode = await runCommand(process.argv.slice(2));
if (exitCode !== undefined) {
  // Kept-alive sockets must not keep the process alive, but its output must be written first.
  await new Promise<void>((resolve) => process.stdout.write("", () => resolve()));
  process.exit(exitCode);
}
