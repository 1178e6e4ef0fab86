import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { SavedCalls } from "./saved-calls.ts";

function openFolder(): { folder: string; file: string; saved: SavedCalls } {
  const root = mkdtempSync(join(tmpdir(), "mortise-saved-"));
  onTestFinished(() => rmSync(root, { recursive: true }));
  const folder = join(root, ".mcp");
  const file = join(folder, "calls.json");
  return { folder, file, saved: new SavedCalls(file) };
}

const CALL = {
  name: "happy path",
  connection: "self",
  method: "tools/call",
  params: { name: "a" },
};

test("a call is added, replaced in its place, and removed", () => {
  const { folder, saved } = openFolder();
  expect(saved.read()).toEqual([]);
  const one = saved.save(CALL);
  const two = saved.save({ ...CALL, name: "other" });
  saved.save({ ...CALL, id: one, expect: { content: [] } });
  expect(saved.read()).toEqual([
    { id: one, ...CALL, expect: { content: [] } },
    { id: two, ...CALL, name: "other" },
  ]);
  saved.remove(one);
  expect(saved.read().map(({ id }) => id)).toEqual([two]);
  expect(() => saved.remove(one)).toThrow(/has no call/);
  expect(readdirSync(folder)).toEqual(["calls.json"]);
});

test("an edit of another program is kept", () => {
  const { file, saved } = openFolder();
  const one = saved.save(CALL);
  const { calls } = JSON.parse(readFileSync(file, "utf8")) as { calls: object[] };
  writeFileSync(file, `\ufeff${JSON.stringify({ calls: [...calls, { id: "mine", ...CALL }] })}`);
  saved.save({ ...CALL, id: one, name: "renamed" });
  expect(saved.read().map(({ id, name }) => [id, name])).toEqual([
    [one, "renamed"],
    ["mine", "happy path"],
  ]);
});

test.each(["{", '{"calls":{}}', '{"calls":[{"id":"a"}]}', "[]"])(
  "a file with %s is refused, and left as it is",
  (text) => {
    const { folder, file, saved } = openFolder();
    mkdirSync(folder);
    writeFileSync(file, text);
    expect(() => saved.save(CALL)).toThrow(/correct the file/);
    expect(readFileSync(file, "utf8")).toBe(text);
  },
);
