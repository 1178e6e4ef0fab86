import { writeFile } from "node:fs/promises";
import { stripVTControlCharacters } from "node:util";
import { MortiseError } from "@mortise/protocol";

/** Where the result of a command goes. */
export interface ResultOptions {
  /** A file, which is written anew. Default: standard output. */
  readonly output?: string | undefined;
}

/**
 * Writes the result of a command to standard output, or to a file without colours.
 *
 * @throws MortiseError `INVALID_OPTION` when the file cannot be written.
 */
export async function writeResult(
  result: string | Uint8Array,
  { output }: ResultOptions,
): Promise<void> {
  if (output === undefined) {
    process.stdout.write(result);
    return;
  }
  try {
    await writeFile(output, typeof result === "string" ? stripVTControlCharacters(result) : result);
  } catch (cause) {
    throw new MortiseError("INVALID_OPTION", `Cannot write --output: ${(cause as Error).message}`, {
      cause,
    });
  }
}
