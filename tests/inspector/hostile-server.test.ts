import { fileURLToPath } from "node:url";
import type { Page } from "playwright-core";
import { describe, expect, test } from "vitest";
import { chromium } from "../fixture/browser/open-context.ts";
import { choose } from "./fixture/act.ts";
import { expectAccessible } from "./fixture/check-accessibility.ts";
import { openPage } from "./fixture/inspector-page.ts";
import { openTargets, processTarget } from "./fixture/open-targets.ts";

const HOSTILE = fileURLToPath(
  new URL("../../packages/inspector/src/host/fixture/hostile.ts", import.meta.url),
);

async function openHostile(): Promise<Awaited<ReturnType<typeof openPage>>> {
  const { url } = await openTargets([processTarget("hostile", HOSTILE)]);
  return await openPage(url);
}

/** Calls a tool with the outcome that the server is to have, and waits for its end. */
async function callAs(page: Page, as: string): Promise<void> {
  await page.goto(`${new URL(page.url()).origin}/s/hostile/tools/plain?view=json`);
  const editor = page.locator(".cm-content").first();
  await editor.fill(JSON.stringify({ as }));
  await page.keyboard.press("Control+Enter");
  await page.locator("[data-verdict]:not([data-verdict=running])").waitFor();
}

/** Whether script of the server ran anywhere in the page. */
async function expectNothingRan(page: Page): Promise<void> {
  expect(await page.evaluate("window.hit ?? null")).toBe(null);
  expect(await page.locator('a[href^="javascript:"], iframe, script:not([src])').count()).toBe(0);
}

describe.skipIf(chromium.missing)("a hostile server in the page", () => {
  test("its lists of wrong types leave the page and its other tools usable", async () => {
    const { page, complaints } = await openHostile();
    await page.getByText("8 of 18 entries cannot be shown").waitFor();
    const names = ["fields", "odd", "enum", "__proto__", "cycle", "remote", "bomb"];
    for (const name of names) {
      await choose(page, name);
      await page.getByRole("tab", { name: "Lint" }).click();
      await page.getByRole("tab", { name: "As agent" }).click();
      await page.getByRole("tab", { name: "Form" }).click();
      expect([name, await page.locator('[data-failure="NOT_DRAWN"]').count()]).toEqual([name, 0]);
    }
    for (const tab of ["resources", "prompts", "history", "server"]) {
      await page.goto(`${new URL(page.url()).origin}/s/hostile/${tab}`);
      await page.getByRole("main").waitFor();
      expect([tab, await page.locator('[data-failure="NOT_DRAWN"]').count()]).toEqual([tab, 0]);
    }
    await expectAccessible(page);
    expect(complaints).toEqual([]);
  });

  test.each(["types", "list", "markup", "proto", "deep", "none", "asks", "logs"])(
    "its result of %s runs nothing and leaves the page usable",
    async (as) => {
      const { page, requests, complaints } = await openHostile();
      await page.getByText("8 of 18 entries cannot be shown").waitFor();
      await callAs(page, as);
      for (const tab of ["JSON", "Raw frames", "Logs", "Rendered"]) {
        await page.getByRole("tab", { name: tab }).last().click();
        expect([tab, await page.locator('[data-failure="NOT_DRAWN"]').count()]).toEqual([tab, 0]);
      }
      await expectNothingRan(page);
      const { origin } = new URL(page.url());
      expect(requests.filter((url) => !url.startsWith(origin) && !url.startsWith("data:"))).toEqual(
        [],
      );
      expect(complaints).toEqual([]);
      await choose(page, "fields");
    },
  );
});
