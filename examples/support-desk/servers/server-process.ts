import process from "node:process";
import { fileURLToPath } from "node:url";
import type { Client } from "mortise";
import { connect } from "mortise";

/** Starts one of this folder's servers as a process of its own and connects to it over stdio. */
export function connectToServer<S>(
  file: string,
  env: Readonly<Record<string, string>>,
): Promise<Client<S>> {
  const path = fileURLToPath(new URL(file, import.meta.url));
  const target = { command: process.execPath, args: [path], env: { ...env } };
  return connect<S>({ ...target, stderr: "capture" });
}
