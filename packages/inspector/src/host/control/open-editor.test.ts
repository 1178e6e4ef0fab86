import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test, vi } from "vitest";
import { openEditor } from "./open-editor.ts";

/** A project beside a secret, and an editor that writes its arguments down. */
function makeProject(): { folder: string; env: Record<string, string>; seen: string } {
  const root = mkdtempSync(join(tmpdir(), "mortise-editor-"));
  onTestFinished(() => rmSync(root, { recursive: true }));
  const folder = join(root, "project");
  mkdirSync(folder);
  writeFileSync(join(root, "secret.txt"), "secret");
  writeFileSync(join(folder, "-a $(b);c.ts"), "");
  symlinkSync(join(root, "secret.txt"), join(folder, "link.txt"));
  symlinkSync(root, join(folder, "up"));
  const seen = join(root, "seen");
  const editor = join(root, "code");
  writeFileSync(
    editor,
    `#!/bin/sh\nprintf '%s\\n' "$@" > ${seen}.half && mv ${seen}.half ${seen}\n`,
  );
  chmodSync(editor, 0o755);
  return { folder, env: { VISUAL: editor }, seen };
}

test("a file of the project is opened at its place, and no shell sees its name", async () => {
  const { folder, env, seen } = makeProject();
  await openEditor({ file: "-a $(b);c.ts", line: 7, column: 3 }, { folder, env });
  await vi.waitUntil(() => existsSync(seen), { timeout: 600_000 });
  const [option, place = ""] = readFileSync(seen, "utf8").split("\n");
  expect([option, place.endsWith("/project/-a $(b);c.ts:7:3")]).toEqual(["--goto", true]);
});

test.each([
  ["../secret.txt", 403],
  ["/etc/passwd", 403],
  ["link.txt", 403],
  ["up/secret.txt", 403],
  ["..", 403],
  [".", 403],
  ["", 403],
  ["none.ts", 404],
  ["a\0b", 404],
])("%j is not opened", async (file, status) => {
  const { folder, env, seen } = makeProject();
  await expect(openEditor({ file, line: 1 }, { folder, env })).rejects.toMatchObject({ status });
  expect(existsSync(seen)).toBe(false);
});

test.each(["vim", "sh -c", "/none/code"])(
  "%s cannot be started, and the fix says so",
  async (editor) => {
    const { folder } = makeProject();
    const opening = openEditor(
      { file: "-a $(b);c.ts", line: 1 },
      { folder, env: { EDITOR: editor } },
    );
    await expect(opening).rejects.toMatchObject({ failure: { code: "NO_EDITOR" } });
  },
);
