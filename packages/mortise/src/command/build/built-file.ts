import {
  chmodSync,
  closeSync,
  existsSync,
  openSync,
  readSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { basename, dirname, join } from "node:path";
import { MortiseError } from "@mortise/protocol";
import { makeFolders, removeFolders } from "../../output/make-folders.ts";

/** A kind of file that a command makes. */
export interface BuiltKind {
  readonly command: string;
  /** The beginning of such a file, by which a later run knows it again. */
  readonly mark: string;
  readonly mode: number;
}

/** The files of `mortise build`. */
const PROGRAM: BuiltKind = { command: "mortise build", mark: "#!/usr/bin/env", mode: 0o755 };
/** The first line of every built file. */
export const FIRST_LINE = "#!/usr/bin/env node\n";

/** A file that lies beside its place until it is kept; otherwise it goes away, with the folders made for it. */
export interface BuiltFile extends Disposable {
  /** Where it lies: code that looks for files beside itself finds the same ones as in its place. */
  readonly path: string;
  /** Puts it in its place in one step. Throws MortiseError `INVALID_OPTION` when it cannot be written. */
  readonly keep: () => void;
}

/**
 * Refuses a place whose content a build would destroy; `modules` are the paths of the bundle's sources.
 *
 * @throws MortiseError `INVALID_OPTION` for what is no regular file, for a source, and for a file that no
 * build has made; also when the place cannot be looked at.
 */
export function assertPlace(
  target: string,
  modules: readonly string[],
  kind: BuiltKind = PROGRAM,
): void {
  const fault = tryToWrite(target, () => findFault(target, modules, kind));
  if (fault === undefined) return;
  throw new MortiseError("INVALID_OPTION", `${target} ${fault}`);
}

function findFault(
  target: string,
  modules: readonly string[],
  { command, mark }: BuiltKind,
): string | undefined {
  const stats = statSync(target, { throwIfNoEntry: false });
  if (stats === undefined) return undefined;
  if (stats.isDirectory()) return "is a folder; name a file in it with --out";
  if (!stats.isFile()) return "is no regular file; name another with --out";
  const real = realpathSync.native(target);
  const isSource = modules.some((path) => existsSync(path) && realpathSync.native(path) === real);
  if (isSource) return "is a source of the server; name another file with --out";
  if (stats.size === 0 || readHead(real, mark.length) === mark) return undefined;
  return `was not made by ${command}; remove it first, or name another file with --out`;
}

function readHead(path: string, length: number): string {
  const file = openSync(path, "r");
  try {
    const head = Buffer.alloc(length);
    return head.toString("utf8", 0, readSync(file, head));
  } finally {
    closeSync(file);
  }
}

/**
 * Writes a file beside the place that it is for, through links.
 *
 * @throws MortiseError `INVALID_OPTION` when it cannot be written.
 */
export function writeBeside(
  target: string,
  content: string | Uint8Array,
  { mode }: BuiltKind = PROGRAM,
): BuiltFile {
  return tryToWrite(target, () => {
    const place = existsSync(target) ? realpathSync(target) : target;
    const made = makeFolders(dirname(place));
    const path = join(dirname(place), `.${process.pid}.${basename(place)}`);
    let isKept = false;
    const dispose = (): void => {
      if (isKept) return;
      rmSync(path, { force: true });
      removeFolders(made);
    };
    try {
      // One of an earlier process with this number, as in containers.
      rmSync(path, { force: true });
      writeFileSync(path, content, { flag: "wx", mode });
      chmodSync(path, mode);
    } catch (error) {
      dispose();
      throw error;
    }
    const keep = (): void => {
      tryToWrite(target, () => renameSync(path, place));
      isKept = true;
    };
    return { path, keep, [Symbol.dispose]: dispose };
  });
}

function tryToWrite<Result>(target: string, work: () => Result): Result {
  try {
    return work();
  } catch (cause) {
    const { code, message } = cause as NodeJS.ErrnoException;
    if (code === undefined) throw cause;
    const [reason] = message.split(", ");
    const sentence = `${target} cannot be written: ${reason}`;
    throw new MortiseError("INVALID_OPTION", sentence, { cause });
  }
}
