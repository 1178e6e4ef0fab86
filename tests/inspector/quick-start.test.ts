import { mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, onTestFinished, test } from "vitest";
import { chromium } from "../fixture/browser/open-context.ts";
import { call, choose } from "./fixture/act.ts";
import { openPage } from "./fixture/inspector-page.ts";
import { takePictures } from "./fixture/picture.ts";
import { startCommand } from "./fixture/start-command.ts";

const MODULES = fileURLToPath(new URL("../../node_modules", import.meta.url));
const SOURCE = readFileSync(
  fileURLToPath(new URL("../../examples/quick-start/server.ts", import.meta.url)),
  "utf8",
);

/** The source with one part replaced, which must be there. */
function replace(part: string, other: string): string {
  const changed = SOURCE.replace(part, other);
  if (changed === SOURCE) throw new Error(`The quick start no longer has: ${part}`);
  return changed;
}

describe.skipIf(chromium.missing)("the quick start under mortise dev", () => {
  test("a first call, a save that does not load, and a save that breaks callers (sei-protocol/sei-js#288)", async () => {
    const folder = mkdtempSync(join(tmpdir(), "mortise-quick-start-"));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    symlinkSync(MODULES, join(folder, "node_modules"), "junction");
    const save = (code: string): void => writeFileSync(join(folder, "server.ts"), code);
    save(SOURCE);
    const url = await startCommand({ cwd: folder, args: ["dev", "server.ts"] });
    const { page, complaints } = await openPage(url);

    await choose(page, "get_customer");
    await page
      .locator('[data-pointer="/customer_id"]')
      .locator("input, textarea")
      .first()
      .fill("C-1042");
    await call(page, "ok");
    await takePictures(page, "first-call", "Call");

    save(replace("const customers = ", "const customers: = "));
    await page.getByText("the last good version still serves").waitFor();
    await takePictures(page, "broken-save", "Call");

    save(replace("{ customer_id: z.string()", "{ id: z.number().int(), customer_id: z.string()"));
    await page
      .getByText(/breaking/)
      .first()
      .waitFor();
    await takePictures(page, "breaking-change", "Call");
    expect(complaints).toEqual([]);
  });
});
