import { MortiseError } from "@mortise/protocol";
import { isAbsolutePath, joinPath, parentFolder } from "../user-place.ts";

/** The parts of a machine that say what a command starts. */
export interface CommandPlace {
  /** As `process.platform` of Node. */
  readonly platform: string;
  /** The environment variables, with the search path. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** The folder that relative paths begin at. */
  readonly cwd: string;
  /** The Node that entries are started with, absolute. */
  readonly node: string;
  /** Returns whether there is a file. */
  isFile(path: string): boolean;
  /** Returns the path without links. */
  realPath(path: string): string;
  /** Returns the beginning of a file as text. */
  readHead(path: string): string;
}

/** A command that starts the same program wherever it is started. */
export interface ResolvedCommand {
  /** The program, absolute. */
  readonly command: string;
  /** The words after the program, with absolute paths of scripts. */
  readonly args: readonly string[];
  /** Variables that the program needs to find its own. */
  readonly env: Readonly<Record<string, string>>;
  /** Remarks for the user. */
  readonly notes: readonly string[];
}

/** Clients start servers with a short `PATH`, in which version managers have nothing. */
const MINIMAL_PATH = "/usr/local/bin:/usr/bin:/bin";

/**
 * Turns a command into absolute paths, because clients look in other folders than a terminal does.
 *
 * A script for Node is started by `place.node` itself, so that it runs without `PATH`, and on Windows
 * without `cmd.exe` and its quotes.
 *
 * @throws MortiseError `INVALID_OPTION` for a command that there is not.
 */
export function resolveCommand(words: readonly string[], place: CommandPlace): ResolvedCommand {
  const [written = "", ...args] = words;
  if (/^node(?:\.exe)?$/i.test(written)) return nodeCommand(args, place);
  const found = findProgram(written, place);
  const script = findScript(found, place);
  if (script === undefined) {
    const isBatch = /\.(?:cmd|bat)$/i.test(found);
    return isBatch
      ? batchCommand(found, args, place)
      : { command: found, args, env: {}, notes: [] };
  }
  const isNpx = /[\\/]npx-cli\.[cm]?js$/.test(script);
  return {
    command: place.node,
    args: [script, ...args],
    env: isNpx ? { PATH: nodePath(place) } : {},
    notes: isNpx ? npxNotes(args) : [],
  };
}

function nodeCommand(args: readonly string[], place: CommandPlace): ResolvedCommand {
  const absolute = args.map((arg, at) => {
    const path = resolvePath(place, arg);
    return at === args.findIndex((each) => !each.startsWith("-")) && place.isFile(path)
      ? path
      : arg;
  });
  return { command: place.node, args: absolute, env: {}, notes: [] };
}

/** Returns a path from its folder on, without a step up or in place. */
function resolvePath(
  { platform, cwd }: Pick<CommandPlace, "platform" | "cwd">,
  path: string,
): string {
  if (isAbsolutePath(platform, path)) return path;
  const parts = path.split(platform === "win32" ? /[\\/]/ : "/").filter((part) => part !== ".");
  let base = cwd;
  while (parts[0] === "..") {
    base = parentFolder(platform, base);
    parts.shift();
  }
  return joinPath(platform, base, ...parts);
}

function findProgram(written: string, place: CommandPlace): string {
  const { platform, env } = place;
  const hasFolder = platform === "win32" ? /[\\/]/.test(written) : written.includes("/");
  const variable = Object.keys(env).find((name) => name.toUpperCase() === "PATH") ?? "PATH";
  const folders = (env[variable] ?? "").split(platform === "win32" ? ";" : ":").filter(Boolean);
  const bases = hasFolder
    ? [resolvePath(place, written)]
    : folders.map((folder) => joinPath(platform, folder, written));
  for (const base of bases) {
    const path = withExtension(base, place);
    if (path !== undefined) return path;
  }
  const where = hasFolder ? `no file ${bases[0]}` : `no ${written} in the folders of PATH`;
  throw new MortiseError("INVALID_OPTION", `There is ${where}; give the path of the program`);
}

function withExtension(base: string, { platform, env, isFile }: CommandPlace): string | undefined {
  if (platform !== "win32") return isFile(base) ? base : undefined;
  const known = (env["PATHEXT"] ?? ".COM;.EXE;.BAT;.CMD").split(";").filter(Boolean);
  const hasOne = known.some((each) => base.toLowerCase().endsWith(each.toLowerCase()));
  // A file without an extension beside a shim is for other shells.
  const candidates = hasOne ? [base] : known.map((each) => base + each.toLowerCase());
  return candidates.find((path) => isFile(path));
}

/** Returns the script for Node that a program is: by its first line, or as a shim of npm for Windows. */
function findScript(found: string, place: CommandPlace): string | undefined {
  if (/\.(?:[cm]?js|[cm]?ts)$/.test(found)) return place.realPath(found);
  const head = place.readHead(found);
  if (place.platform === "win32") return findShimScript(found, head, place);
  return /^#!\s*(?:\/usr\/bin\/env\s+(?:-S\s+)?node|\S*\/node)\b/.test(head)
    ? place.realPath(found)
    : undefined;
}

function findShimScript(found: string, head: string, place: CommandPlace): string | undefined {
  if (!/\.cmd$/i.test(found)) return undefined;
  const folder = parentFolder("win32", found);
  const named = /%(?:~dp0|dp0%)\\([^"%\r\n]+\.[cm]?js)"/i.exec(head.replaceAll("\\\\", "\\"))?.[1];
  const own = /[\\/](npm|npx)\.cmd$/i.exec(found)?.[1]?.toLowerCase();
  const parts = own === undefined ? named : `node_modules\\npm\\bin\\${own}-cli.js`;
  if (parts === undefined) return undefined;
  const script = joinPath("win32", folder, ...parts.split("\\"));
  return place.isFile(script) ? script : undefined;
}

/** A batch file needs `cmd.exe`, which takes quotes in words of its own apart. */
function batchCommand(
  found: string,
  args: readonly string[],
  { env }: CommandPlace,
): ResolvedCommand {
  const words = [found, ...args];
  if (words.some((word) => /[\s"&|<>^%()!]/.test(word))) {
    throw new MortiseError(
      "INVALID_OPTION",
      `${found} is a batch file, and spaces or signs in its words do not reach it whole; give the program that it starts`,
    );
  }
  return {
    command: env["ComSpec"] ?? "C:\\Windows\\System32\\cmd.exe",
    args: ["/d", "/c", ...words],
    env: {},
    notes: [],
  };
}

function nodePath({ platform, node }: CommandPlace): string {
  const folder = parentFolder(platform, node);
  return platform === "win32" ? `${folder};C:\\Windows\\System32` : `${folder}:${MINIMAL_PATH}`;
}

function npxNotes(args: readonly string[]): string[] {
  const named = args.find((arg) => !arg.startsWith("-")) ?? "";
  const isPinned = /.@\d/.test(named);
  return [
    "npx looks for the package at each start; installing it and giving its file starts faster, and without the network",
    ...(isPinned
      ? []
      : [`${named} has no version, so another release may run one day; pin it as ${named}@1.2.3`]),
  ];
}
