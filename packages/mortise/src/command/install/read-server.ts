import { basename, extname } from "node:path";
import type { ServerEntry } from "@mortise/install";
import {
  findPassingFolder,
  findSecrets,
  findTerminalVariables,
  resolveCommand,
} from "@mortise/install";
import { isCredentialField, isCredentialHeader, MortiseError } from "@mortise/protocol";
import { InstallRecord } from "../../install/install-record.ts";
import type { ClientPlace } from "../../install/this-machine.ts";
import { commandPlace } from "../../install/this-machine.ts";
import { findInstalledName } from "../../install/write-server.ts";
import { chooseTarget } from "../../invocation/choose-target.ts";
import type { CommandSession } from "../../invocation/command-session.ts";
import { toConnectionOptions } from "../../invocation/connection-options.ts";
import { refuseMore } from "../../invocation/words.ts";
import type { CommandTarget, FileTarget } from "../../target/command-target.ts";
import { connectTarget } from "../../target/connect-target.ts";
import { readEnvironment } from "../../target/environment.ts";
import { readInstalledPackage } from "../../target/installed-package.ts";
import type { InstallFlags } from "./install-flags.ts";
import type { Variables } from "./read-variables.ts";
import { describeReferences, readVariables } from "./read-variables.ts";

/** The server that is to be installed. */
export interface ReadServer {
  readonly name: string;
  readonly entry: ServerEntry;
  readonly notes: readonly string[];
}

/** Clients put the name before those of the tools, and models take 64 characters for both. */
const MAX_NAME_LENGTH = 32;

/** The surroundings of a command line that names a server. */
export interface ReadOptions {
  readonly session: CommandSession;
  /** The files that are to have it. */
  readonly places: readonly ClientPlace[];
}

/**
 * Reads the server of a command line as an entry with absolute paths.
 *
 * A file that serves itself is started by Node, one that exports its server by `mortise run`; which of
 * the two it is, and what the server calls itself, shows when it is started. A server that is not
 * started has the name of its file.
 *
 * @throws MortiseError `INVALID_OPTION` for a file in a cache, and for secrets in a shared file.
 */
export async function readServer(
  words: string[],
  flags: InstallFlags,
  options: ReadOptions,
): Promise<ReadServer> {
  const target = chooseTarget(words, {}, options.session);
  refuseMore(words);
  const given = flags.name === undefined ? undefined : requireName(flags.name);
  const { entry, ownName, notes } = await toEntry(target, flags, options);
  refuseShared(entry, flags);
  const proposed = toName(ownName ?? "") || proposeName(target);
  const known = given === undefined ? findKnownName(target, entry, options) : undefined;
  const name = given ?? known ?? proposed;
  const secrets = findSecrets(entry).map(
    (each) => `${each} looks like a secret, which other programs can read; give it with --env`,
  );
  const isDesktop = !flags.project && options.places.some(({ client }) => client.isDesktop);
  const missing =
    isDesktop && entry.kind === "process" ? findTerminalVariables(process.env, entry) : [];
  const isLocal = flags.project === true && entry.kind === "process";
  const local =
    "The shared file names files of this machine; others install the server for themselves";
  const kept = `The file is installed as ${known} already; --name gives another name`;
  return {
    name,
    entry,
    notes: [
      ...notes,
      ...secrets,
      ...(isLocal ? [local] : []),
      ...(missing.length > 0 ? [describeMissing(missing)] : []),
      ...(known === undefined || known === proposed ? [] : [kept]),
    ],
  };
}

/** A client that a desktop starts has nothing of a terminal's variables; their values are not shown. */
function describeMissing(names: readonly string[]): string {
  const isUsed = names.some((name) => /_proxy$/i.test(name) && !/^no_/i.test(name));
  const flags = names.map((name) => `-e ${name}`);
  if (isUsed && !names.includes("NODE_USE_ENV_PROXY")) flags.push("-e NODE_USE_ENV_PROXY=1");
  return `${names.join(", ")}: set here, and not for clients that a desktop starts; if the server needs them, add ${flags.join(" ")}`;
}

function requireName(name: string): string {
  if (/^[A-Za-z0-9_-]+$/.test(name)) return name;
  const message = `${JSON.stringify(name)} is no name that every client takes; give letters, digits, - and _`;
  throw invalid(`${message} with --name`);
}

/** A file that is installed once more keeps the name that it has. */
function findKnownName(
  target: CommandTarget,
  entry: ServerEntry,
  { places }: ReadOptions,
): string | undefined {
  if (target.kind !== "file" || places.length === 0) return undefined;
  using record = new InstallRecord();
  return findInstalledName(record, places, entry);
}

interface ReadEntry {
  readonly entry: ServerEntry;
  /** The name that the server gives itself; `undefined` for one that was not started. */
  readonly ownName: string | undefined;
  readonly notes: readonly string[];
}

async function toEntry(
  target: CommandTarget,
  flags: InstallFlags,
  { session, places }: ReadOptions,
): Promise<ReadEntry> {
  const clients = places.map(({ client }) => client);
  if (target.kind === "url") {
    if (flags.env !== undefined) throw invalid("--env is for servers that the client starts");
    const { headers = {} } = toConnectionOptions({ ...(flags.header && { header: flags.header }) });
    const entry: ServerEntry = { kind: "url", url: target.url, headers };
    return { entry, ownName: undefined, notes: describeReferences(headers, clients) };
  }
  if (flags.header !== undefined) throw invalid("--header is for URLs; a process has no headers");
  const variables = await readVariables(flags);
  const { words, ownName } =
    target.kind === "file"
      ? await startFile(target, flags, { session, variables })
      : { words: [target.command, ...target.args], ownName: undefined };
  const { command, args, env, notes } = resolveCommand(words, commandPlace());
  refusePassing([command, ...args]);
  const entry: ServerEntry = {
    kind: "process",
    command,
    args,
    env: { ...env, ...variables.env },
    references: variables.references,
  };
  return { entry, ownName, notes: [...notes, ...describeReferences(variables.env, clients)] };
}

interface StartedFile {
  readonly words: readonly string[];
  readonly ownName: string | undefined;
}

/** Starts a file once, to see whether it serves itself, and how the server is called. */
async function startFile(
  target: FileTarget,
  { check, timeout }: InstallFlags,
  { session, variables }: { readonly session: CommandSession; readonly variables: Variables },
): Promise<StartedFile> {
  const { path, exportName } = target;
  let words: readonly string[] =
    exportName === undefined
      ? ["node", path]
      : ["node", readInstalledPackage().bin, "run", `${path}:${exportName}`];
  if (!check) return { words, ownName: undefined };
  await using client = await connectTarget(
    target,
    {
      env: { ...variables.env, ...readEnvironment(variables.references) },
      ...(timeout !== undefined && { timeout }),
      onCommand: ([, ...rest]) => {
        words = ["node", ...rest];
      },
    },
    { signal: session.interruption.listen() },
  );
  return { words, ownName: client.serverInfo?.name };
}

/** Files of a project are shared through version control, so they get no secrets. */
function refuseShared(entry: ServerEntry, { project }: InstallFlags): void {
  if (!project) return;
  const advice = "a project's file is shared, so it gets no secrets";
  if (entry.kind === "url") {
    const header = Object.keys(entry.headers).find(isCredentialHeader);
    if (header !== undefined)
      throw invalid(`${advice}; leave the header ${header}, or --project, out`);
  } else {
    const named = Object.keys(entry.env).find((each) => isCredentialField(each));
    if (named !== undefined) throw invalid(`${advice}; give --env ${named} without its value`);
  }
  const [secret] = findSecrets(entry);
  if (secret !== undefined) throw invalid(`${secret} looks like a secret, and ${advice}`);
}

function refusePassing(words: readonly string[]): void {
  for (const word of words) {
    const folder = findPassingFolder(word);
    if (folder === undefined) continue;
    throw invalid(`${word} is in ${folder}; install the package, and give its file`);
  }
}

/** Proposes a name: of a file its own, of a package its last part, of a URL its domain. */
function proposeName(target: CommandTarget): string {
  return toName(nameOf(target)) || "server";
}

/** Makes of any text a name that every client takes; empty if nothing of it is left. */
function toName(text: string): string {
  const name = text.replaceAll(/[^A-Za-z0-9_-]+/g, "-").slice(0, MAX_NAME_LENGTH);
  return name.replaceAll(/^-+|-+$/g, "");
}

function nameOf(target: CommandTarget): string {
  if (target.kind === "file") {
    return target.exportName ?? basename(target.path, extname(target.path));
  }
  if (target.kind === "url") {
    const labels = new URL(target.url).hostname.split(".");
    const own = labels.filter((label) => !/^(?:www|mcp|api)$/.test(label));
    return own.length > 1 ? own.slice(0, -1).join("-") : (own[0] ?? "server");
  }
  const named = target.args.find((arg) => !arg.startsWith("-")) ?? target.command;
  const last =
    named
      .replace(/(.)@[^@/]*$/, "$1")
      .split(/[\\/]/)
      .at(-1) ?? named;
  return basename(last, extname(last));
}

function invalid(message: string): MortiseError {
  return new MortiseError("INVALID_OPTION", message);
}
