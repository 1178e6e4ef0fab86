import { mkdir, writeFile } from "node:fs/promises";
import { basename, extname, join } from "node:path";
import { MortiseError } from "@mortise/protocol";

/** Where to write media, and its type. */
export interface SaveOptions {
  readonly directory: string;
  /** Its last part names the file. */
  readonly uri: string;
  readonly mimeType: string;
}

const EXTENSIONS: Readonly<Record<string, string>> = {
  "application/json": ".json",
  "application/pdf": ".pdf",
  "application/zip": ".zip",
  "audio/mpeg": ".mp3",
  "audio/ogg": ".ogg",
  "audio/wav": ".wav",
  "image/gif": ".gif",
  "image/jpeg": ".jpg",
  "image/png": ".png",
  "image/svg+xml": ".svg",
  "image/webp": ".webp",
  "text/csv": ".csv",
  "video/mp4": ".mp4",
  "video/webm": ".webm",
};
const MAX_COPIES = 1000;

/**
 * Writes bytes to a new file and returns its path; never overwrites a file.
 *
 * @throws MortiseError `INVALID_OPTION` when the directory cannot be written to.
 */
export async function saveMedia(bytes: Uint8Array, options: SaveOptions): Promise<string> {
  const { directory, uri, mimeType } = options;
  const last = toFileName(uri);
  const extension = extname(last) || EXTENSIONS[mimeType] || ".bin";
  const stem = basename(last, extname(last)) || "file";
  try {
    await mkdir(directory, { recursive: true });
    for (let number = 1; number <= MAX_COPIES; number++) {
      const path = join(directory, `${stem}${number === 1 ? "" : `-${number}`}${extension}`);
      if (await writeNew(path, bytes)) return path;
    }
  } catch (cause) {
    const reason = (cause as Error).message;
    throw new MortiseError(
      "INVALID_OPTION",
      `Cannot write to ${JSON.stringify(directory)}: ${reason}`,
      { cause },
    );
  }
  throw new MortiseError(
    "INVALID_OPTION",
    `${JSON.stringify(directory)} is full of files named ${stem}; choose another directory`,
  );
}

/** Keeps the letters, digits, dots, dashes and underscores of the last part, because a server chose it. */
function toFileName(uri: string): string {
  const path = uri.split(/[?#]/)[0] ?? "";
  const last = path.split(/\/|\\|%2f|%5c/i).findLast((part) => part !== "") ?? "";
  return last.replaceAll(/[^\w.-]+/g, "_").replace(/^\.+/, "");
}

async function writeNew(path: string, bytes: Uint8Array): Promise<boolean> {
  try {
    await writeFile(path, bytes, { flag: "wx" });
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EEXIST") return false;
    throw error;
  }
}
