import { deepEqual } from "node:assert/strict";
import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import type { Reach } from "./reach.ts";

const COMMAND = fileURLToPath(new URL("../packages/mortise/src/bin.ts", import.meta.url));
const MAX_OUTPUT_BYTES = 64 * 1024 * 1024;

/**
 * Compares the tools that `mortise list` shows with those that another client found.
 *
 * @throws Error with the output of a command that fails.
 */
export async function compareCommand(reach: Reach, tools: readonly object[]): Promise<string> {
  const target = reach.transport === "stdio" ? ["--", reach.command, ...reach.args] : [reach.url];
  const env = { ...process.env, ...(reach.transport === "stdio" && reach.env) };
  const args = [COMMAND, "list", "--json", ...target];
  const options = { env, maxBuffer: MAX_OUTPUT_BYTES };
  const { stdout } = await promisify(execFile)(process.execPath, args, options);
  const listed = JSON.parse(stdout) as { readonly tools: readonly object[] };
  deepEqual(listed.tools.map(nameOf), tools.map(nameOf));
  return `mortise list shows ${tools.length} tools`;
}

function nameOf(tool: object): unknown {
  return (tool as { readonly name?: unknown }).name;
}
