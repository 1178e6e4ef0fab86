#!/usr/bin/env node
import node from "node:module";

// Each start compiles the same code. A Node that is too old has no cache; the environment can turn it off.
node.enableCompileCache?.();

const exitCode = await run();
if (exitCode !== undefined) {
  // Kept-alive sockets must not keep the process alive, but its output must be written first.
  await new Promise<void>((resolve) => process.stdout.write("", () => resolve()));
  process.exit(exitCode);
}

/** Loads the command late, because a Node that is too old refuses it with a sentence. */
async function run(): Promise<number | undefined> {
  try {
    const { runCommand } = await import("./command/run-command.ts");
    return await runCommand(process.argv.slice(2));
  } catch (error) {
    if ((error as { readonly code?: unknown } | undefined)?.code !== "UNSUPPORTED_NODE")
      throw error;
    process.stderr.write(`error ${(error as Error).message}\n`);
    return 1;
  }
}
