import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";

/** Asserts that a page of the guide quotes `text` as it is now, but for ports and ids. */
export function assertQuoted(page: string, text: string): void {
  const path = join(import.meta.dirname, "../../../docs/guide", page);
  const quoted = normalize(readFileSync(path, "utf8"));
  assert.ok(quoted.includes(normalize(text)), `${page} does not quote: ${text}`);
}

function normalize(text: string): string {
  return text
    .replace(/(127\.0\.0\.1):\d+/g, "$1:0")
    .replace(/\((?:[0-9a-f]{8}|…)\)/g, "(id)")
    .replace(/"\/\S*node /g, '"node ');
}
