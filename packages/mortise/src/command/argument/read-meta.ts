import type { JsonObject } from "@mortise/protocol";
import { readToolArguments } from "./read-tool-arguments.ts";

/** Reads `--meta`, whose keys may hold dots: `key=value`, or `key:=json`. */
export async function readMeta(
  written: readonly string[] | undefined,
): Promise<{ meta?: JsonObject }> {
  if (written === undefined) return {};
  return { meta: await readToolArguments(written, {}) };
}
