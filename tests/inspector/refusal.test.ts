import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Page } from "playwright-core";
import { describe, expect, onTestFinished, test, vi } from "vitest";
import { chromium } from "../fixture/browser/open-context.ts";
import { choose } from "./fixture/act.ts";
import { expectAccessible } from "./fixture/check-accessibility.ts";
import { createDeskServer } from "./fixture/desk-server.ts";
import { openInspectorPage, openPage } from "./fixture/inspector-page.ts";
import { speak } from "./fixture/speak.ts";
import { startCommand } from "./fixture/start-command.ts";

const MODULES = fileURLToPath(new URL("../../node_modules", import.meta.url));

async function askBy(revision: string, tool: string): Promise<Page> {
  const { page } = await openInspectorPage({ desk: createDeskServer() });
  await speak(page, revision);
  await choose(page, tool);
  await page.keyboard.press("Control+Enter");
  await page.getByRole("article", { name: "Open question" }).waitFor();
  return page;
}

describe.skipIf(chromium.missing)("a question that is refused", () => {
  test("2025-11-25: the server receives the error of a refused sampling", async () => {
    const page = await askBy("2025-11-25", "title");
    const question = page.getByRole("article", { name: "Open question" });
    await question.getByRole("button", { name: "Refuse" }).click();
    await page.getByText("refused with -1").waitFor();
    await page
      .getByRole("tabpanel")
      .last()
      .getByText(/User rejected sampling request/)
      .first()
      .waitFor();
    await page.getByRole("searchbox", { name: "Filter of the wire log" }).fill("User rejected");
    await page
      .getByRole("option", { name: /sampling\/createMessage/ })
      .first()
      .waitFor();
  });

  test("2026-07-28: a refused sampling ends the call, and the page says why", async () => {
    const page = await askBy("2026-07-28", "title");
    const question = page.getByRole("article", { name: "Open question" });
    await question.getByText("Answer with an error").click();
    await question.getByText("no answer is an error").waitFor();
    await question.getByRole("button", { name: "Refuse" }).click();
    await page
      .getByText(/it was refused in the inspector with -1/)
      .first()
      .waitFor();
    await expectAccessible(page);
  });

  test("an error of any code answers a form, beside declining and cancelling it", async () => {
    const page = await askBy("2025-11-25", "deploy");
    const question = page.getByRole("article", { name: "Open question" });
    await question.getByText("Answer with an error").click();
    await question.getByText("receives the error as the answer").waitFor();
    await expectAccessible(page);
    await question.getByLabel("code").fill("-32042");
    await question.getByLabel("message").fill("The screen is locked");
    await question.getByRole("button", { name: "Send the error" }).click();
    await page.getByText("refused with -32042").waitFor();
    await page
      .getByRole("tabpanel")
      .last()
      .getByText(/The screen is locked/)
      .first()
      .waitFor();
  });
});

describe.skipIf(chromium.missing)("an editor that does not open", () => {
  test("is named with its reason beside the button", async () => {
    const folder = mkdtempSync(join(tmpdir(), "mortise-editor-"));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    onTestFinished(() => void vi.unstubAllEnvs());
    vi.stubEnv("VISUAL", "vim");
    symlinkSync(MODULES, join(folder, "node_modules"), "junction");
    writeFileSync(join(folder, "server.ts"), "const broken: = 1;\n");
    const url = await startCommand({ cwd: folder, args: ["dev", "server.ts"] });
    const { page, complaints } = await openPage(url);
    await page.getByRole("button", { name: /^Open server\.ts:1:/ }).click();
    const alert = page.getByRole("alert").filter({ hasText: "Not opened" });
    await alert.waitFor();
    expect(await alert.textContent()).toMatch(/"vim" is no editor with a window .*; set VISUAL/u);
    await expectAccessible(page);
    expect(complaints.filter((each) => !each.includes("409"))).toEqual([]);
  });
});
