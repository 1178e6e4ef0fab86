import { closeSync, constants, fstatSync, openSync, readFileSync } from "node:fs";

const MAX_BYTES = 256 * 1024 * 1024;

/**
 * Reads a regular file of at most 256 MB; a pipe waits for its writer, and a device may be without end.
 *
 * @throws the error of the file system, TypeError for what is no regular file, or RangeError for a larger one.
 */
export function readRegularFile(path: string): Buffer {
  // Without the flag, opening a FIFO waits for its writer.
  const file = openSync(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
  try {
    const stats = fstatSync(file);
    if (!stats.isFile()) throw new TypeError(`${path} is no regular file`);
    if (stats.size > MAX_BYTES) throw new RangeError(`${path} has more than ${MAX_BYTES} bytes`);
    return readFileSync(file);
  } finally {
    closeSync(file);
  }
}
