import {
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  realpathSync,
  rmdirSync,
  rmSync,
  statSync,
} from "node:fs";
import { dirname, join } from "node:path";

/** A folder may have these before: a repository that was made first is no reason to refuse. */
const HARMLESS: ReadonlySet<string> = new Set([".git", ".DS_Store"]);

/** Characters that a terminal obeys, or that change how others are shown. */
const CONTROL = /[\p{Cc}\p{Bidi_Control}\u2028\u2029]/u;

/** Reasons of the file system, by the codes of its errors. */
const REASONS: Readonly<Record<string, string>> = {
  EACCES: "you may not write there",
  EPERM: "you may not write there",
  ENOENT: "nothing can be made there",
  ENOTDIR: "a part of its path is a file",
  ENAMETOOLONG: "its name is too long",
  ELOOP: "its links lead in a circle",
  EROFS: "the disk is read-only there",
  ENOSPC: "the disk is full",
  EDQUOT: "your part of the disk is full",
};

/**
 * Fills a folder, which must not exist, or be empty, or be a link to an empty one. `fill` gets its path without
 * links; when it fails, the folder is as it was.
 *
 * @throws RangeError for a folder with content, and for the errors of the file system.
 */
export function fillFolder<Result>(folder: string, fill: (path: string) => Result): Result {
  if (CONTROL.test(folder)) {
    throw new RangeError(`${JSON.stringify(folder)} has control characters; name another folder`);
  }
  const made: string[] = [];
  let filled: string | undefined;
  try {
    assertEmpty(folder);
    for (const each of findMissing(folder)) {
      mkdirSync(each);
      made.push(each);
    }
    filled = realpathSync(folder);
    return fill(filled);
  } catch (error) {
    if (filled !== undefined) empty(filled);
    for (const each of made.reverse()) rmdirSync(each);
    throw toSentence(error, folder);
  }
}

/** The folders are made one by one, for the recursive `mkdir` of Node never ends below `/proc`. */
function findMissing(folder: string): string[] {
  const above = dirname(folder);
  return existsSync(folder) || above === folder ? [] : [...findMissing(above), folder];
}

/** Refuses a folder with content, which a project could overwrite. */
function assertEmpty(folder: string): void {
  if (!existsSync(folder)) {
    const isLink = lstatSync(folder, { throwIfNoEntry: false })?.isSymbolicLink() === true;
    if (isLink) throw new RangeError(`${folder} is a link that leads nowhere; name a new folder`);
    return;
  }
  if (!statSync(folder).isDirectory()) throw new RangeError(`${folder} is a file; name a folder`);
  const [first] = listContent(folder);
  if (first === undefined) return;
  const shown = CONTROL.test(first) ? JSON.stringify(first) : first;
  throw new RangeError(`${folder} is not empty, it has ${shown}; name a new folder`);
}

function listContent(folder: string): string[] {
  return readdirSync(folder).filter((entry) => !HARMLESS.has(entry));
}

function empty(folder: string): void {
  for (const entry of listContent(folder)) {
    rmSync(join(folder, entry), { recursive: true, force: true });
  }
}

function toSentence(error: unknown, folder: string): unknown {
  const { code, message } = error as NodeJS.ErrnoException;
  if (code === undefined) return error;
  const reason = REASONS[code] ?? message.split(", ")[0];
  return new RangeError(`${folder} cannot be made: ${reason}`, { cause: error });
}
