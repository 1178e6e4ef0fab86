import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { describeFault, findBannedInFile, listProseFiles } from "./language/find-banned.ts";
import { ALLOWED } from "./language/words.ts";

const files = listProseFiles(".", ALLOWED);

/** A package, a connector, an example, or a folder or page at the root. */
function partOf(path: string): string {
  const grouped = /^(packages|connectors|examples|docs|tests)\/[^/]+(?=\/)/.exec(path);
  return grouped?.[0] ?? path.split("/")[0] ?? path;
}

const parts = new Map<string, string[]>();
for (const file of files) {
  parts.set(partOf(file), [...(parts.get(partOf(file)) ?? []), file]);
}

for (const [part, list] of parts) {
  test(`comments, messages, test names and pages of ${part} are plain English`, () => {
    const faults = list.flatMap((file) => findBannedInFile(".", file, ALLOWED)).map(describeFault);
    expect(faults.length, faults.join("\n")).toBe(0);
  });
}

test("every allowance has files behind it", () => {
  const all = listProseFiles(".", []);
  const stale = ALLOWED.filter(
    ({ path, text = "" }) =>
      !all.some((file) => file.startsWith(path) && readFileSync(file, "utf8").includes(text)),
  );
  expect(stale).toEqual([]);
});
