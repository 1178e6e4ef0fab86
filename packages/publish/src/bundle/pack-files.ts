import { zipSync } from "fflate";
import { invalid } from "../invalid.ts";

/** The files of an archive by their paths, which have `/` between folders. */
export type ArchiveFiles = ReadonlyMap<string, Uint8Array>;

/** A regular file that all may read and its owner may write, as ZIP notes it for Unix. */
const ATTRIBUTES = 0o100_644 * 65_536;
const UNIX = 3;
/** Long after the beginning of ZIP's time in every time zone. */
const NOON = { year: 1980, month: 0, day: 2, hour: 12 };

/**
 * Refuses paths that an archive cannot have together.
 *
 * @throws MortiseError `INVALID_OPTION` for a path that leaves the archive or that Windows cannot write, and for
 * two that are in each other's place on systems without case.
 */
export function assertArchivePaths(paths: readonly string[]): void {
  const taken = new Map<string, string>();
  for (const path of paths) {
    requireInside(path);
    const folded = fold(path);
    refuseShared(taken.get(folded), path);
    taken.set(folded, path);
  }
  for (const path of paths) {
    const parts = fold(path).split("/");
    for (const index of parts.slice(1).keys()) {
      refuseShared(taken.get(parts.slice(0, index + 1).join("/")), path);
    }
  }
}

/**
 * Packs files into a ZIP archive; equal files give equal bytes, on every machine and at any time.
 *
 * @throws MortiseError `INVALID_OPTION` for paths that {@link assertArchivePaths} refuses.
 */
export function packFiles(files: ArchiveFiles): Uint8Array {
  const entries = [...files].sort(([a], [b]) => (a < b ? -1 : 1));
  assertArchivePaths(entries.map(([path]) => path));
  const options = {
    level: 9,
    os: UNIX,
    attrs: ATTRIBUTES,
    // The parts of a local time are written, so that a local time is what is the same everywhere.
    mtime: new Date(NOON.year, NOON.month, NOON.day, NOON.hour),
  } as const;
  return zipSync(Object.fromEntries(entries), options);
}

/** Returns what names a file where names have no case, and letters with accents one form. */
function fold(path: string): string {
  return path.normalize("NFC").toLowerCase();
}

function refuseShared(other: string | undefined, path: string): void {
  if (other === undefined) return;
  throw invalid(`${other} and ${path} are in the same place on Windows and macOS; rename one`);
}

/** Names of devices of Windows, with any ending, and names whose end Windows drops. */
const RESERVED = /^(con|prn|aux|nul|(com|lpt)[0-9¹²³])(\.|$)|[. ]$/i;

function requireInside(path: string): void {
  const isOdd = path.split("/").some((part) => part === "" || RESERVED.test(part));
  if (isOdd || /[\\:*?"<>|\p{Cc}]/u.test(path)) {
    throw invalid(`${JSON.stringify(path)} is no path that an archive can have on every system`);
  }
}
