import type { Members, ProcessEntry, ServerEntry, UrlEntry } from "../entry.ts";
import { isMembers } from "../entry.ts";
import type { InstallClient } from "./install-client.ts";

type Write = InstallClient["write"];
type Fill = (variable: string) => string;

/** How a client spells the parts of an entry. */
export interface Spelling {
  /** Members before those of a process, such as `type`. */
  readonly process?: Members;
  /** Members before those of a URL. */
  readonly remote?: Members;
  /** The member of the URL. Default `url`. */
  readonly url?: string;
  /** The member of the headers. Default `headers`. */
  readonly headers?: string;
  /** The member of the variables. Default `env`. */
  readonly env?: string;
  /** One list of words in place of `command` and `args`. */
  readonly isList?: true;
  /** Members after the others. */
  readonly last?: Members;
  /** Writes empty maps rather than leaving them out. */
  readonly keepsEmpty?: true;
  /** Members of the user's file alone. */
  readonly userOnly?: Members;
  /** A variable of the client's environment. */
  readonly reference?: Fill;
}

/** Returns the writer of a client's spelling. */
export function spell(spelling: Spelling): Write {
  return (_name, entry, scope) => ({
    ...(entry.kind === "process" ? writeProcess(entry, spelling) : writeUrl(entry, spelling)),
    ...(scope === "user" && spelling.userOnly),
    ...spelling.last,
  });
}

function writeProcess(entry: ProcessEntry, spelling: Spelling): Members {
  const { command, args } = entry;
  const env = readVariables(entry, spelling.reference);
  return {
    ...spelling.process,
    ...(spelling.isList ? { command: [command, ...args] } : { command, args: [...args] }),
    ...(isWritten(env, spelling) && { [spelling.env ?? "env"]: env }),
  };
}

function writeUrl({ url, headers }: UrlEntry, spelling: Spelling): Members {
  return {
    ...spelling.remote,
    [spelling.url ?? "url"]: url,
    ...(isWritten(headers, spelling) && { [spelling.headers ?? "headers"]: { ...headers } }),
  };
}

function isWritten(map: Members, { keepsEmpty }: Spelling): boolean {
  return keepsEmpty === true || Object.keys(map).length > 0;
}

/** The variables of an entry, those that are taken from the client's environment in its own form. */
function readVariables(entry: ProcessEntry, reference?: Fill): Record<string, string> {
  const referred = reference === undefined ? [] : entry.references;
  return {
    ...entry.env,
    ...Object.fromEntries(referred.map((name) => [name, reference?.(name) ?? ""])),
  };
}

/** Codex and Grok take a list of names to pass on, in place of a form in the value. */
export function spellToml(spelling: Spelling, listed?: string): Write {
  const write = spell(spelling);
  return (name, entry, scope) => {
    const written = write(name, entry, scope);
    if (entry.kind === "url" || entry.references.length === 0 || listed === undefined) {
      return written;
    }
    const { env, ...rest } = written;
    return { ...rest, [listed]: [...entry.references], ...(env !== undefined && { env }) };
  };
}

/** Goose names each extension once more inside of it, and gives it a time limit in seconds. */
export function spellGoose(): Write {
  return (name, entry) => {
    const about = { name, description: "" };
    if (entry.kind === "url") {
      const { url: uri, headers } = entry;
      const type = "streamable_http";
      return { ...about, type, uri, headers: { ...headers }, enabled: true, timeout: 300 };
    }
    const { command: cmd, args, env } = entry;
    return {
      ...about,
      cmd,
      args: [...args],
      enabled: true,
      envs: { ...env },
      type: "stdio",
      timeout: 300,
    };
  };
}

/**
 * Reads an entry in the spelling of any client; `undefined` for one that starts and reaches nothing,
 * such as an extension that is built in. A value in the form of `reference` is taken from the
 * environment of the client.
 */
export function readEntry(written: unknown, reference?: Fill): ServerEntry | undefined {
  if (!isMembers(written)) return undefined;
  const url = firstText(written, ["url", "serverUrl", "httpUrl", "uri"]);
  const words = toWords(written);
  if (words !== undefined) {
    const [command = "", ...args] = words;
    const all = Object.entries(
      toTexts(written["env"] ?? written["environment"] ?? written["envs"]),
    );
    const isReferred = ([name, value]: readonly [string, string]): boolean =>
      value === reference?.(name);
    const listed = Array.isArray(written["env_vars"]) ? written["env_vars"].map(toText) : [];
    return {
      kind: "process",
      command,
      args,
      env: Object.fromEntries(all.filter((each) => !isReferred(each))),
      references: [...listed, ...all.filter(isReferred).map(([name]) => name)],
    };
  }
  if (url === undefined) return undefined;
  return { kind: "url", url, headers: toTexts(written["headers"] ?? written["http_headers"]) };
}

function toWords(written: Members): string[] | undefined {
  const command = written["command"] ?? written["cmd"];
  if (Array.isArray(command)) return command.length === 0 ? undefined : command.map(toText);
  if (typeof command !== "string") return undefined;
  const args = written["args"];
  return [command, ...(Array.isArray(args) ? args.map(toText) : [])];
}

function firstText(written: Members, names: readonly string[]): string | undefined {
  for (const name of names) {
    const value = written[name];
    if (typeof value === "string") return value;
  }
  return undefined;
}

function toTexts(map: unknown): Record<string, string> {
  if (!isMembers(map)) return {};
  return Object.fromEntries(Object.entries(map).map(([name, value]) => [name, toText(value)]));
}

/** A value that is no text stands for a mistake of the file, which its client meets. */
function toText(value: unknown): string {
  return typeof value === "object" ? JSON.stringify(value) : String(value);
}
