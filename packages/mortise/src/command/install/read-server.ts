import { basename, extname } from "node:path";
import type { ProcessEntry, ServerEntry } from "@mortise/install";
import { findPassingFolder, findSecrets, resolveCommand } from "@mortise/install";
import { isCredentialField, isCredentialHeader, MortiseError } from "@mortise/protocol";
import { commandPlace } from "../../install/this-machine.ts";
import { chooseTarget } from "../../invocation/choose-target.ts";
import type { CommandSession } from "../../invocation/command-session.ts";
import { toConnectionOptions } from "../../invocation/connection-options.ts";
import { refuseMore } from "../../invocation/words.ts";
import { canAsk } from "../../output/can-ask.ts";
import type { CommandTarget, FileTarget } from "../../target/command-target.ts";
import { connectTarget } from "../../target/connect-target.ts";
import { readEnvironment } from "../../target/environment.ts";
import { readInstalledPackage } from "../../target/installed-package.ts";
import type { InstallFlags } from "./install-flags.ts";

/** The server that is to be installed. */
export interface ReadServer {
  readonly name: string;
  readonly entry: ServerEntry;
  readonly notes: readonly string[];
}

type Variables = Pick<ProcessEntry, "env" | "references">;

/**
 * Reads the server of a command line as an entry with absolute paths.
 *
 * A file that serves itself is started by Node, one that exports its server by `mortise run`; which of
 * the two it is shows when it is started.
 *
 * @throws MortiseError `INVALID_OPTION` for a file in a cache, and for secrets in a shared file.
 */
export async function readServer(
  words: string[],
  flags: InstallFlags,
  session: CommandSession,
): Promise<ReadServer> {
  const target = chooseTarget(words, {}, session);
  refuseMore(words);
  const name = flags.name ?? proposeName(target);
  if (!/^[A-Za-z0-9_-]+$/.test(name)) {
    const message = `${JSON.stringify(name)} is no name that every client takes; give letters, digits, - and _`;
    throw invalid(`${message} with --name`);
  }
  const { entry, notes } = await toEntry(target, flags, session);
  refuseShared(entry, flags);
  const secrets = findSecrets(entry).map(
    (each) => `${each} looks like a secret, which other programs can read; give it with --env`,
  );
  const isLocal = flags.project === true && entry.kind === "process";
  const local =
    "The shared file names files of this machine; others install the server for themselves";
  return { name, entry, notes: [...notes, ...secrets, ...(isLocal ? [local] : [])] };
}

async function toEntry(
  target: CommandTarget,
  flags: InstallFlags,
  session: CommandSession,
): Promise<Pick<ReadServer, "entry" | "notes">> {
  if (target.kind === "url") {
    if (flags.env !== undefined) throw invalid("--env is for servers that the client starts");
    const { headers = {} } = toConnectionOptions({ ...(flags.header && { header: flags.header }) });
    return { entry: { kind: "url", url: target.url, headers }, notes: [] };
  }
  if (flags.header !== undefined) throw invalid("--header is for URLs; a process has no headers");
  const variables = await readVariables(flags);
  const words =
    target.kind === "file"
      ? await findWords(target, flags, { session, variables })
      : [target.command, ...target.args];
  const { command, args, env, notes } = resolveCommand(words, commandPlace());
  refusePassing([command, ...args]);
  const entry: ServerEntry = {
    kind: "process",
    command,
    args,
    env: { ...env, ...variables.env },
    references: variables.references,
  };
  return { entry, notes };
}

/** Starts a file once, to see whether it serves itself. */
async function findWords(
  target: FileTarget,
  { check, timeout }: InstallFlags,
  { session, variables }: { readonly session: CommandSession; readonly variables: Variables },
): Promise<readonly string[]> {
  const { path, exportName } = target;
  if (exportName !== undefined) {
    return ["node", readInstalledPackage().bin, "run", `${path}:${exportName}`];
  }
  if (!check) return ["node", path];
  let words: readonly string[] = ["node", path];
  const client = await connectTarget(
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
  await client.close();
  return words;
}

/** Reads the variables: values for the user's own file, names for a file that others have too. */
async function readVariables({ env = [], project }: InstallFlags): Promise<Variables> {
  const values: Record<string, string> = {};
  const references: string[] = [];
  for (const written of env) {
    const isNamed = !written.includes("=");
    if (project && isNamed) references.push(written);
    else if (isNamed && process.env[written] === undefined && canAsk()) {
      const { askSecret } = await import("../../output/ask-secret.ts");
      values[written] = await askSecret(`The value of ${written}`);
    } else Object.assign(values, readEnvironment([written]));
  }
  return { env: values, references };
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
  const name = nameOf(target).replaceAll(/[^A-Za-z0-9_-]+/g, "-");
  return name.replaceAll(/^-+|-+$/g, "") || "server";
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
