import { closeSync, openSync, readSync } from "node:fs";

const CHUNK_BYTES = 64 * 1024;
const MAX_BYTES = 64 * 1024 * 1024;

/**
 * Reads a file that the command line names, of at most 64 MB; also a pipe, and a device such as
 * `/dev/zero` without end.
 *
 * @throws the error of the file system, or RangeError for a larger file.
 */
export function readTextFile(path: string): string {
  const file = openSync(path, "r");
  try {
    const chunks: Buffer[] = [];
    let length = 0;
    for (;;) {
      const chunk = Buffer.allocUnsafe(CHUNK_BYTES);
      const count = readSync(file, chunk);
      if (count === 0) return Buffer.concat(chunks, length).toString("utf8");
      length += count;
      if (length > MAX_BYTES) throw new RangeError(`it has more than ${MAX_BYTES} bytes`);
      chunks.push(chunk.subarray(0, count));
    }
  } finally {
    closeSync(file);
  }
}
