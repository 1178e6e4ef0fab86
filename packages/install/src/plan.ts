import { MortiseError } from "@mortise/protocol";
import type { InstallClient, Scope } from "./client/install-client.ts";
import { readEntry } from "./client/style.ts";
import { decode, encode } from "./edit/bytes.ts";
import { FORMATS } from "./edit/formats.ts";
import { isSameValue, memberAt, withMember } from "./edit/same-value.ts";
import type { TextFormat } from "./edit/text-format.ts";
import { withinDepth } from "./edit/within-depth.ts";
import type { Members, ServerEntry } from "./entry.ts";
import { isMembers } from "./entry.ts";
import { VALUE_MEMBERS } from "./find-values.ts";

/** An edit of a file that has not been written yet. */
export interface Plan {
  /** The bytes that the plan was made for; `undefined` for a file that does not exist. */
  readonly before: Uint8Array | undefined;
  /** The bytes to write; `undefined` for a file that is to go. The same object as `before` for no edit. */
  readonly after: Uint8Array | undefined;
  /** Whether the object that holds the servers was made by this plan. */
  readonly madeHolder: boolean;
  /** Remarks for the user. */
  readonly notes: readonly string[];
}

/** A server, and the client that gets it. */
export interface InstallRequest {
  /** The client that reads the file. */
  readonly client: InstallClient;
  /** The name of the server in the file. */
  readonly name: string;
  /** How the client starts or reaches the server. */
  readonly entry: ServerEntry;
  /** Whose file it is. */
  readonly scope: Scope;
  /** Whether a different entry of this name is written anew. Default `false`: it is refused. */
  readonly replaces?: boolean;
}

/** A server, and the client that loses it. */
export interface RemovalRequest {
  /** The client that reads the file. */
  readonly client: InstallClient;
  /** The name of the server in the file. */
  readonly name: string;
  /** Whether the object of the servers goes too when nothing else is in it. */
  readonly emptiesHolder?: boolean;
  /** Whether the file goes too when nothing else is in it. */
  readonly emptiesFile?: boolean;
}

/** The members that say how a server is started or reached; a new entry never keeps old ones. */
const OWN_MEMBERS = new Set(
  "command args env environment envs env_vars cmd url serverUrl httpUrl uri headers http_headers type transport source".split(
    " ",
  ),
);

/**
 * Plans to write a server into the file of a client; every byte beside the entry stays as it is.
 *
 * A file that already has the entry is not changed. Members that the user has added to it stay.
 *
 * @throws MortiseError `INVALID_OPTION` for a broken file, for one whose servers cannot be changed
 * without touching others, and for another server of this name unless `replaces`. The message begins
 * with a verb, to be put behind the name of the file.
 */
export function planInstall(bytes: Uint8Array | undefined, request: InstallRequest): Plan {
  return withinDepth(() => planEntry(bytes, request));
}

function planEntry(bytes: Uint8Array | undefined, request: InstallRequest): Plan {
  const { client, name, entry, scope, replaces = false } = request;
  const file = open(bytes, client);
  const written = file.write(name, entry, scope);
  try {
    const path = [...file.key, name];
    const found = memberAt(file.root, path);
    const wanted = { ...written, ...keepForeign(found, entry) };
    const madeHolder = memberAt(file.root, file.key) === undefined;
    if (found === undefined) {
      refuseBareMap(file);
      return finish(file, {
        path,
        value: wanted,
        text: file.format.insert(file.text, path, wanted),
        madeHolder,
      });
    }
    if (isSameValue(found, wanted)) {
      return { before: bytes, after: bytes, madeHolder: false, notes: [] };
    }
    if (!replaces) throw invalid(`already has another server ${JSON.stringify(name)}`);
    return finish(file, {
      path,
      value: wanted,
      text: file.format.replace(file.text, path, wanted),
      madeHolder,
    });
  } catch (error) {
    throw withText(error, file.format.write([...file.key, name], hideValues(written)), replaces);
  }
}

/**
 * Plans to take a server out of the file of a client; a file without it is not changed.
 *
 * @throws MortiseError `INVALID_OPTION` as {@link planInstall} does.
 */
export function planRemoval(bytes: Uint8Array | undefined, request: RemovalRequest): Plan {
  return withinDepth(() => planWithout(bytes, request));
}

function planWithout(bytes: Uint8Array | undefined, request: RemovalRequest): Plan {
  const { client, name, emptiesHolder = false, emptiesFile = false } = request;
  const none = { before: bytes, after: bytes, madeHolder: false, notes: [] };
  if (bytes === undefined) return none;
  const file = open(bytes, client);
  const path = [...file.key, name];
  if (memberAt(file.root, path) === undefined) return none;
  const without = {
    path,
    value: undefined,
    text: file.format.remove(file.text, path),
    madeHolder: false,
  };
  if (!emptiesHolder) return finish(file, without);
  // Tables of TOML leave no holder behind.
  const rest = file.format.read(without.text);
  const left = memberAt(rest, file.key);
  if (left !== undefined && left !== null && !isEmpty(left)) return finish(file, without);
  const text = left === undefined ? without.text : file.format.remove(without.text, file.key);
  if (emptiesFile && isEmpty(file.format.read(text))) return { ...none, after: undefined };
  return finish(file, { ...without, path: file.key, text });
}

/** A server in the file of a client. */
export interface FoundServer {
  /** How it is started or reached; `undefined` for an entry that does neither. */
  readonly entry: ServerEntry | undefined;
  /** The entry as it stands in the file. */
  readonly written: unknown;
}

/**
 * Reads the servers in the file of a client, by name; the same reader as that of the edits.
 *
 * @throws MortiseError `INVALID_OPTION` for a broken file.
 */
export function readServers(
  bytes: Uint8Array | undefined,
  client: InstallClient,
): ReadonlyMap<string, FoundServer> {
  const { root, key } = withinDepth(() => open(bytes, client));
  const servers = memberAt(root, key);
  return new Map(
    Object.entries(isMembers(servers) ? servers : {}).map(([name, written]) => [
      name,
      { entry: readEntry(written, client.reference), written },
    ]),
  );
}

/** Returns the entry as a document of its own, with the values of variables and headers left out. */
export function describeEntry({ client, name, entry, scope }: InstallRequest): string {
  const written = hideValues(client.write(name, entry, scope));
  return FORMATS[client.format].write([...client.key, name], written);
}

interface OpenFile extends Pick<InstallClient, "key" | "write"> {
  readonly bytes: Uint8Array | undefined;
  readonly text: string;
  readonly hasMark: boolean;
  readonly refusesMark: boolean;
  readonly format: TextFormat;
  readonly root: unknown;
}

function open(bytes: Uint8Array | undefined, client: InstallClient): OpenFile {
  const { text, hasMark } = decode(bytes);
  const format = FORMATS[client.format];
  const root = format.read(text);
  if (!isMembers(root)) throw invalid("is to be an object, and is something else");
  const isNewer = client.newer !== undefined && isMembers(memberAt(root, client.newer.key));
  const { key, write } = isNewer && client.newer !== undefined ? client.newer : client;
  for (let depth = 1; depth <= key.length; depth += 1) {
    const holder = memberAt(root, key.slice(0, depth));
    if (holder === undefined || holder === null || isMembers(holder)) continue;
    throw invalid(`has ${key.slice(0, depth).join(".")} that is no map of servers`);
  }
  const refusesMark = client.refusesMark === true;
  return { bytes, text, hasMark, refusesMark, format, root, key, write };
}

interface Edit {
  readonly path: readonly string[];
  readonly value: unknown;
  readonly text: string;
  readonly madeHolder: boolean;
}

/** Compares the edit with what it is to mean, before anything is written. */
function finish(file: OpenFile, { path, value, text, madeHolder }: Edit): Plan {
  const { bytes, hasMark, refusesMark, format, root, key } = file;
  const isSame = isSameValue(
    withoutEmpty(format.read(text), key),
    withoutEmpty(withMember(root, path, value), key),
  );
  if (!isSame) {
    throw invalid("cannot be changed without a change to something else in it");
  }
  const dropsMark = hasMark && refusesMark;
  const notes = dropsMark
    ? ["a byte-order mark, with which the client reads nothing, is taken out"]
    : [];
  const after = encode({ text, hasMark: hasMark && !dropsMark });
  return { before: bytes, after, madeHolder, notes };
}

/** Some clients read a file that is nothing but a map of servers; a holder in it would hide them. */
function refuseBareMap({ root, key }: OpenFile): void {
  if (!isMembers(root) || memberAt(root, key) !== undefined) return;
  const values = Object.values(root);
  if (values.length === 0 || !values.every((each) => readEntry(each) !== undefined)) return;
  throw invalid(`is a map of servers without ${key.join(".")} around it; put it in first`);
}

/** Of two clients that read one file of a project, one wants the type that goes without saying. */
function keepForeign(found: unknown, { kind }: ServerEntry): Members {
  if (!isMembers(found)) return {};
  const isKept = ([name, value]: readonly [string, unknown]): boolean =>
    !OWN_MEMBERS.has(name) || (kind === "process" && name === "type" && value === "stdio");
  return Object.fromEntries(Object.entries(found).filter(isKept));
}

/** A holder without servers is an empty map, nothing, or not there, by the language of the file. */
function withoutEmpty(root: unknown, key: readonly string[]): unknown {
  const holder = memberAt(root, key);
  return holder === null || isEmpty(holder) ? withMember(root, key, undefined) : root;
}

function isEmpty(value: unknown): boolean {
  return isMembers(value) && Object.keys(value).length === 0;
}

/** Values may be secrets, and what is printed stays in the history of a terminal. */
function hideValues(written: Members): Members {
  return Object.fromEntries(
    Object.entries(written).map(([name, value]) => {
      if (!VALUE_MEMBERS.has(name) || !isMembers(value)) return [name, value];
      return [name, Object.fromEntries(Object.keys(value).map((each) => [each, "…"]))];
    }),
  );
}

function withText(error: unknown, text: string, replaces: boolean): unknown {
  if (!MortiseError.is(error)) return error;
  const isOther = !replaces && error.message.startsWith("already has");
  const advice = isOther ? "choose another name, replace it, or" : "the file is unchanged;";
  return invalid(`${error.message}; ${advice} put this in by hand:\n${text}`);
}

function invalid(message: string): MortiseError {
  return new MortiseError("INVALID_OPTION", message);
}
