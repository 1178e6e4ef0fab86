import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { basename, isAbsolute } from "node:path";
import type { ProcessEntry, ServerEntry } from "@mortise/install";
import { findPlaceholders, findSecrets } from "@mortise/install";
import type { Tool } from "@mortise/protocol";
import { isOldNode, MortiseError, OLDEST_NODE, redactText } from "@mortise/protocol";
import { toCommandWords } from "../output/report-error.ts";
import { excerptStderr } from "../output/stderr-excerpt.ts";
import { connectTarget } from "../target/connect-target.ts";
import { findLostPages } from "../target/read-pages.ts";
import { findStdoutNoise } from "../target/stdout-noise.ts";

/** The outcome of starting an entry, or of reaching it. */
export interface Examination {
  /** `login`: the server answers, and the client is to sign the user in. */
  readonly status: "ok" | "login" | "wrong";
  /** The name and version that the server gives itself. */
  readonly answeredBy?: string;
  readonly tools: readonly Tool[];
  /** Faults with their fixes, and remarks. */
  readonly findings: readonly string[];
}

/** How an entry is examined. */
export interface ExamineOptions {
  /** The folder that the client starts servers in. */
  readonly folder: string;
  readonly timeout?: string;
  readonly signal?: AbortSignal;
}

/** Clients that are started by a desktop have nothing of a terminal's `PATH`. */
const CLIENT_PATH = {
  darwin: "/usr/bin:/bin:/usr/sbin:/sbin",
  win32: undefined,
  other: "/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin",
}[process.platform === "darwin" || process.platform === "win32" ? process.platform : "other"];

/** Causes that the end of a server's stderr shows, with their fixes. */
const CAUSES: readonly (readonly [RegExp, string])[] = [
  [
    /ERR_UNSUPPORTED_NODE_MODULES_TYPE_STRIPPING/,
    "Node takes no types out of files below node_modules; install the compiled .js file",
  ],
  [
    /env: '?node'?: No such file|node: not found/,
    "the server starts Node by name, which clients do not find; give env PATH",
  ],
  [
    /ENOTCACHED|EAI_AGAIN|ENOTFOUND/,
    "npx found no network; install the package, and give its file",
  ],
  [
    /_npx[\\/].*MODULE_NOT_FOUND|(?:Cannot find (?:module|package)|EPERM|ENOTEMPTY).*_npx[\\/]/s,
    "the cache of npx is damaged, or another start changes it; npm install the package, and give its file",
  ],
  [/Cannot find (?:module|package)/, "the server lacks a module; run npm install in its folder"],
  [/EADDRINUSE/, "the server wants a port that is taken; over stdio it needs none"],
  [
    /UNABLE_TO_VERIFY_LEAF|SELF_SIGNED_CERT|UNABLE_TO_GET_ISSUER|self[- ]signed certificate|unable to (?:verify the first|get (?:local )?issuer) certificate/,
    "a proxy signs TLS by itself; give its certificate as env NODE_EXTRA_CA_CERTS",
  ],
];

/**
 * Starts an entry as its client would (the same command, arguments, variables and folder, with the
 * short `PATH` of a desktop), or reaches its URL, lists its tools and reads their pages.
 */
export async function examineEntry(
  entry: ServerEntry,
  options: ExamineOptions,
): Promise<Examination> {
  const warnings: string[] = [];
  const missing = entry.kind === "process" ? findMissing(entry) : [];
  if (missing.length > 0) return { status: "wrong", tools: [], findings: missing };
  const stderr: string[] = [];
  try {
    await using client = await connectTarget(
      toTarget(entry, options.folder),
      { timeout: options.timeout ?? "30s", onStderr: (text) => void stderr.push(text) },
      {
        onWarning: (message) => void warnings.push(message),
        ...(options.signal && { signal: options.signal }),
      },
    );
    const tools = await client.listTools();
    const { name, version } = client.serverInfo ?? {};
    const answeredBy = [name, version].filter(Boolean).join(" ");
    return {
      status: "ok",
      answeredBy,
      tools,
      findings: [
        ...advise(entry),
        ...(await findLostPages(client, tools)),
        ...describeNoise(warnings),
      ],
    };
  } catch (error) {
    options.signal?.throwIfAborted();
    if (isLogin(error)) {
      const advice = "the server wants a login; the client signs you in when it connects";
      return { status: "login", tools: [], findings: [advice] };
    }
    const findings = await describeFailure(entry, error, stderr.join(""));
    return { status: "wrong", tools: [], findings: [...findings, ...describeNoise(warnings)] };
  }
}

function toTarget(entry: ServerEntry, folder: string): Parameters<typeof connectTarget>[0] {
  if (entry.kind === "url") {
    return { kind: "url", url: entry.url, headers: entry.headers, auth: false, label: entry.url };
  }
  const referred = entry.references.map((name) => [name, process.env[name] ?? ""] as const);
  const env = {
    ...(CLIENT_PATH !== undefined && { PATH: CLIENT_PATH }),
    ...Object.fromEntries(referred),
    ...entry.env,
  };
  const label = basename(entry.args[0] ?? entry.command);
  return { kind: "process", command: entry.command, args: entry.args, env, cwd: folder, label };
}

/** Without credentials of its own an unauthorized request means a login, not a fault. */
function isLogin(error: unknown): boolean {
  if (!MortiseError.is(error)) return false;
  if (error.code === "HTTP_ERROR") return error.data.status === 401;
  return error.code === "AUTHORIZATION_FAILED";
}

/** Finds programs and files that are not there, and variables without a value. */
function findMissing({ command, args, references }: ProcessEntry): string[] {
  const isProgram = isAbsolute(command) && !existsSync(command);
  const file = args.find((arg) => isAbsolute(arg) && /\.[cm]?[jt]s$/.test(arg) && !existsSync(arg));
  const unset = references.filter((name) => process.env[name] === undefined);
  return [
    ...(isProgram ? [`there is no program ${command}; install again`] : []),
    ...(file === undefined ? [] : [`there is no file ${file}; install again, or remove the entry`]),
    ...unset.map(
      (name) => `${name} is not set here, and the file holds no value; set it for the client`,
    ),
  ];
}

function advise(entry: ServerEntry): string[] {
  const placeholders = entry.kind === "process" ? findPlaceholders(entry.env) : [];
  return [
    ...findSecrets(entry).map(
      (each) => `${each} looks like a secret, which other programs can read`,
    ),
    ...placeholders.map((name) => `${name} has a placeholder, and no value`),
  ];
}

function describeNoise(warnings: readonly string[]): string[] {
  const noise = findStdoutNoise(warnings);
  return noise === undefined ? [] : [noise];
}

async function describeFailure(
  entry: ServerEntry,
  error: unknown,
  stderr: string,
): Promise<string[]> {
  const { message } = error as Error;
  const said =
    MortiseError.is(error) && error.code === "SERVER_EXITED" ? error.data.stderr : stderr;
  const [known] = CAUSES.filter(([pattern]) => pattern.test(said ?? "")).map(([, fix]) => fix);
  const [first = ""] = message.split("\n");
  const isSilent = MortiseError.is(error) && error.code === "TIMEOUT";
  const silent = "it starts, and answers nothing on stdout; is it an MCP server over stdio?";
  const node = entry.kind === "process" ? await describeOldNode(entry) : undefined;
  return [
    redactText(toCommandWords(first.split("; the end of its stderr:")[0] ?? "", true)),
    ...(isSilent && entry.kind === "process" ? [silent] : []),
    ...(node === undefined ? [] : [node]),
    ...(known === undefined ? [] : [known]),
    ...excerptStderr(redactText(said ?? "")),
  ];
}

/** Says that the Node of an entry is older than servers of Mortise need. */
async function describeOldNode({ command }: ProcessEntry): Promise<string | undefined> {
  if (!/^node(?:\.exe)?$/i.test(basename(command))) return undefined;
  const version = (await readVersion(command)).slice(1);
  if (version === "" || !isOldNode(version)) return undefined;
  return `${command} is Node ${version}, and servers of Mortise need ${OLDEST_NODE}; install again with a newer one`;
}

function readVersion(command: string): Promise<string> {
  return new Promise((resolve) => {
    execFile(command, ["--version"], (error, stdout) => resolve(error ? "" : stdout.trim()));
  });
}
