import { ToolError } from "mortise";
import type { ToolResult } from "mortise/client";

/** Pauses before a source that is busy is asked again, in milliseconds, when it does not say. */
const RETRY_AFTER = 2_000;

/** Returns the answer of a source; its failure is one of the export, with the source's own words. */
export function readAnswer<Value>(source: string, result: ToolResult<Value>): Value {
  if (!result.isError && result.structured !== undefined) return result.structured;
  const { error = result.text, code, retryable, retryAfterMs } = readFailure(result.text);
  throw new ToolError(`${source}: ${error}`, {
    code: code ?? "source_failed",
    // A task begins another attempt; its record has the parts that were read.
    ...(retryable === true && { retryAfterMs: retryAfterMs ?? RETRY_AFTER }),
  });
}

/** Reads every page of a list of a source; `onPage` receives the number of entries so far. */
export async function readPages<Page extends { readonly next_cursor: string | null }, Entry>(
  read: (cursor: { readonly cursor?: string }) => Promise<Page>,
  entriesOf: (page: Page) => readonly Entry[],
  onPage: (count: number) => void = () => {},
): Promise<Entry[]> {
  const entries: Entry[] = [];
  let cursor: string | null = null;
  do {
    const page: Page = await read(cursor === null ? {} : { cursor });
    entries.push(...entriesOf(page));
    cursor = page.next_cursor;
    onPage(entries.length);
  } while (cursor !== null);
  return entries;
}

interface Failure {
  readonly error?: string;
  readonly code?: string;
  readonly retryable?: boolean;
  readonly retryAfterMs?: number;
}

function readFailure(text: string): Failure {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null ? (value as Failure) : {};
  } catch {
    return {};
  }
}
