/**
 * Runs a command with the sandbox's Jira, Slack and billing in its environment, and ends them with it:
 * `node in-sandbox.ts npx mortise inspect --config mcp.json`.
 */
import { spawn } from "node:child_process";
import { once } from "node:events";
import process from "node:process";
import { startSandbox } from "./sandbox/index.ts";

const [command, ...args] = process.argv.slice(2);
if (command === undefined) {
  process.stderr.write("Name a command, such as: npx mortise inspect --config mcp.json\n");
  process.exit(2);
}
await using sandbox = await startSandbox();
const child = spawn(command, args, { env: { ...process.env, ...sandbox.env }, stdio: "inherit" });
for (const signal of ["SIGINT", "SIGTERM"] as const) process.on(signal, () => child.kill(signal));
const [code, signal] = await once(child, "exit");
process.exitCode = code ?? (signal === null ? 1 : 128);
