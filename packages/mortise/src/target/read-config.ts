import { basename, dirname, resolve } from "node:path";
import { MortiseError } from "@mortise/protocol";
import stripJsonComments from "strip-json-comments";
import { readTextFile } from "./read-text-file.ts";

/** The servers of a host's configuration file. */
export interface HostConfig {
  /** The file as it was written on the command line. */
  readonly file: string;
  /** The folder of the project that the file belongs to. */
  readonly folder: string;
  /** The entry of each server, unchecked. */
  readonly servers: ReadonlyMap<string, unknown>;
}

/** The folders in which editors keep the file beside their other settings. */
const SETTINGS_FOLDERS = [".vscode", ".cursor", ".gemini", ".kiro"];

/**
 * Reads the configuration that hosts keep of their servers: JSON, with comments, whose
 * `mcpServers` or, as in VS Code, `servers` names each.
 *
 * @throws MortiseError `INVALID_OPTION` when the file cannot be read or holds no servers.
 */
export function readConfig(file: string): HostConfig {
  const path = resolve(file);
  const { mcpServers, servers } = readObject(file, parse(file, path));
  const found = mcpServers ?? servers;
  if (typeof found !== "object" || found === null || Array.isArray(found)) {
    throw invalid(
      `${file} names no servers; it is to hold {"mcpServers": {…}} or, as in VS Code, {"servers": {…}}`,
    );
  }
  const parent = dirname(path);
  const folder = SETTINGS_FOLDERS.includes(basename(parent)) ? dirname(parent) : parent;
  return { file, folder, servers: new Map(Object.entries(found)) };
}

function parse(file: string, path: string): unknown {
  let text: string;
  try {
    text = readTextFile(path);
  } catch (cause) {
    throw invalid(`Cannot read --config: ${(cause as Error).message}`, cause);
  }
  try {
    return JSON.parse(stripJsonComments(text.replace(/^\ufeff/, ""), { trailingCommas: true }));
  } catch (cause) {
    // Node quotes the text around the mistake, which may be a secret.
    const at = /position \d+(?: \(line \d+ column \d+\))?/.exec((cause as Error).message)?.[0];
    throw invalid(`${file} is no JSON${at === undefined ? "" : ` at ${at}`}`);
  }
}

function readObject(file: string, value: unknown): Readonly<Record<string, unknown>> {
  if (typeof value === "object" && value !== null) return { ...value };
  throw invalid(`${file} is to be a JSON object`);
}

function invalid(message: string, cause?: unknown): MortiseError {
  return new MortiseError("INVALID_OPTION", message, cause === undefined ? {} : { cause });
}
