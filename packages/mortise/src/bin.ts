#!/usr/bin/env node
import { runCommand } from "./command/run-command.ts";

const exitCode = await runCommand(process.argv.slice(2));
if (exitCode !== undefined) {
  // Sockets that are kept alive must not hold the process; what was written must still leave it.
  await new Promise<void>((resolve) => process.stdout.write("", () => resolve()));
  process.exit(exitCode);
}
