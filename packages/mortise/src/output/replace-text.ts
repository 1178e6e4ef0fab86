import { MortiseError } from "@mortise/protocol";
import type { Content } from "./replace-file.ts";
import { followLinks, readFileOrNone, replaceFile } from "./replace-file.ts";

/**
 * Reads a text; `undefined` for a file that does not exist. A byte order mark stays.
 *
 * @throws MortiseError `INVALID_OPTION` for a path that leads to no regular file, and for bytes that are not UTF-8.
 */
export function readText(path: string): string | undefined {
  try {
    const bytes = readFileOrNone(followLinks(path));
    const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
    return bytes && decoder.decode(bytes);
  } catch (cause) {
    const message = `${path} cannot be read: ${(cause as Error).message}`;
    throw new MortiseError("INVALID_OPTION", message, { cause });
  }
}

/**
 * Replaces a text that {@link readText} returned, in one step: its readers find the old one or the new one.
 *
 * @throws MortiseError `INVALID_OPTION` for a file that another program has changed since, and for one that cannot
 * be written.
 */
export function replaceText(path: string, before: string | undefined, after: string): void {
  const encode = (text: string): Content => new TextEncoder().encode(text);
  const content = {
    before: before === undefined ? undefined : encode(before),
    after: encode(after),
  };
  if (replaceFile(followLinks(path), content, true)) return;
  throw new MortiseError(
    "INVALID_OPTION",
    `${path} was changed by another program meanwhile, and is left as it is; run the command again`,
  );
}
