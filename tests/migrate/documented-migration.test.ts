import { readFileSync } from "node:fs";
import { convertServer } from "@mortise/migrate";
import { expect, test } from "vitest";

test.each(["sdk-v1", "sdk-v2"])("docs/migrate/%s.md shows what the command writes", (name) => {
  const page = readFileSync(`docs/migrate/${name}.md`, "utf8");
  const [, before = ""] = /```js\n([\s\S]*?)```/.exec(page) ?? [];
  const [, after = ""] = /```ts\n([\s\S]*?)```/.exec(page) ?? [];
  expect(before).toContain("@modelcontextprotocol/");
  const { changed, findings } = convertServer({
    files: new Map([["server.ts", before]]),
    resolve: () => undefined,
  });
  expect(findings).toEqual([]);
  expect(fold(changed.get("server.ts") ?? "")).toBe(fold(after));
});

/** A text as formatters agree on it. */
function fold(text: string): string {
  return text.replace(/\s+/g, "").replace(/,(?=[)\]}])/g, "");
}
