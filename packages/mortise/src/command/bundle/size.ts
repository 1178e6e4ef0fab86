import { MortiseError } from "@mortise/protocol";
import type { ArchiveFiles } from "@mortise/publish";

const MEGABYTE = 1_000_000;
const SHOWN = 3;

/** Reads the largest size of a bundle, which is written in megabytes. Returns bytes. */
export function readMaxSize(written: string): number {
  const megabytes = Number(written);
  if (/^\d+(?:\.\d+)?$/.test(written) && megabytes > 0) return megabytes * MEGABYTE;
  throw invalid(`--max-size takes megabytes, such as 4; ${JSON.stringify(written)} is none`);
}

/** Writes a size as people read it. */
export function writeSize(bytes: number): string {
  return bytes < MEGABYTE
    ? `${(bytes / 1_000).toFixed(0)} kB`
    : `${(bytes / MEGABYTE).toFixed(1)} MB`;
}

/** Throws MortiseError `INVALID_OPTION` with the largest files for a bundle that is over the limit. */
export function refuseLarge(archive: Uint8Array, files: ArchiveFiles, limit: number): void {
  if (archive.length <= limit) return;
  const largest = [...files].sort(([, a], [, b]) => b.length - a.length).slice(0, SHOWN);
  const parts = largest.map(([path, { length }]) => `${path} (${writeSize(length)})`).join(", ");
  const enough = Math.ceil(archive.length / MEGABYTE);
  throw invalid(
    `The bundle has ${writeSize(archive.length)}, and is to have ${writeSize(limit)} at most. Its largest files are, unpacked, ${parts}; leave out what the server does not read, or allow it with --max-size ${enough}`,
  );
}

function invalid(message: string): MortiseError {
  return new MortiseError("INVALID_OPTION", message);
}
