import { createServer } from "@mortise/server";
import type { BrowserContextOptions } from "playwright-core";
import { describe, expect, test } from "vitest";
import { chromium } from "../fixture/browser/open-context.ts";
import { call, choose } from "./fixture/act.ts";
import { expectAccessible } from "./fixture/check-accessibility.ts";
import { openInspectorPage } from "./fixture/inspector-page.ts";
import { createProbeServer } from "./fixture/probe-server.ts";

const servers = () => ({ probe: createProbeServer() });

const WINDOWS: readonly (readonly [name: string, options: BrowserContextOptions])[] = [
  ["1440 px, light", { viewport: { width: 1440, height: 900 }, colorScheme: "light" }],
  ["1440 px, dark", { viewport: { width: 1440, height: 900 }, colorScheme: "dark" }],
  ["800 px", { viewport: { width: 800, height: 700 } }],
  [
    "360 px, dark, reduced motion",
    { viewport: { width: 360, height: 740 }, colorScheme: "dark", reducedMotion: "reduce" },
  ],
  // A window of 1440 px at a zoom of 200 % is one of 720 px with twice the pixels.
  ["200 % zoom", { viewport: { width: 720, height: 450 }, deviceScaleFactor: 2 }],
];

describe.skipIf(chromium.missing)("the page of the inspector", () => {
  test.each(WINDOWS)("journey 52: nothing is cut off at %s", async (_name, options) => {
    const { page, complaints } = await openInspectorPage(servers(), options);
    const isNarrow = (options.viewport?.width ?? 0) < 800;
    await choose(page, "create_order").catch(() => undefined);
    await page.getByRole("heading", { level: 2, name: "create_order" }).waitFor();
    await expectAccessible(page);
    await call(page, "tool-error");
    await expectAccessible(page);
    if (isNarrow) {
      for (const pane of ["Wire", "List", "Call"]) {
        await page.getByRole("navigation", { name: "Panes" }).getByText(pane).click();
        await expectAccessible(page);
      }
    }
    const overflow = await page.evaluate(
      "document.documentElement.scrollWidth - document.documentElement.clientWidth",
    );
    expect(overflow).toBe(0);
    expect(complaints).toEqual([]);
  });

  test("journeys 1 to 4: the page is connected at once, and asks for nothing from outside", async () => {
    const { page, requests, complaints } = await openInspectorPage(servers());
    await page.getByText("connected", { exact: true }).waitFor();
    await page.getByRole("option", { name: "echo" }).waitFor();
    const { origin } = new URL(page.url());
    expect(requests.filter((url) => !url.startsWith(origin))).toEqual([]);
    expect(complaints).toEqual([]);
    expect(page.url()).not.toContain("token");
    expect(await page.content()).not.toContain(
      await page.evaluate("sessionStorage['mortise.token']"),
    );
  });

  test("journey 5: a server without tools is shown the way to a first one", async () => {
    const empty = createServer({ name: "empty", version: "1.0.0" });
    const { page } = await openInspectorPage({ empty });
    await page.getByText("This server has no tools yet").waitFor();
    await page.getByText('createServer({ name: "hello"').waitFor();
    await expectAccessible(page);
  });

  test("journey 37: a load keeps the tool, the draft and the result, and a second tab has the log", async () => {
    const { page, opened } = await openInspectorPage(servers());
    await choose(page, "echo");
    const text = page.locator('[data-pointer="/text"] textarea');
    await text.fill("kept");
    await call(page, "ok");
    await page.reload();
    await page.locator('[data-verdict="ok"]').waitFor();
    expect(await text.inputValue()).toBe("kept");
    expect(new URL(page.url()).pathname).toBe("/s/probe/tools/echo");
    const second = await page.context().newPage();
    await second.goto(`${page.url()}${new URL(opened.inspector.url).hash}`);
    await second.locator('[data-verdict="ok"]').waitFor();
    const calls = /tools\/call.*echo/;
    await second.getByRole("option", { name: calls }).first().waitFor();
    expect(await second.getByRole("option", { name: calls }).count()).toBe(1);
    await second.keyboard.press("Control+Enter");
    for (const tab of [page, second]) {
      await tab.getByRole("option", { name: calls }).nth(1).waitFor();
    }
  });

  test("a deep link opens the tool, its arguments and its tab", async () => {
    const { page } = await openInspectorPage(servers());
    await page.getByRole("option", { name: "echo" }).waitFor();
    const { origin } = new URL(page.url());
    const query = new URLSearchParams({ args: '{"text":"linked"}' });
    await page.goto(`${origin}/s/probe/tools/echo?${query}`);
    await page.getByRole("heading", { level: 2, name: "echo" }).waitFor();
    const text = page.locator('[data-pointer="/text"] textarea');
    expect(await text.inputValue()).toBe("linked");
  });

  test("the palette and the list of keys are accessible", async () => {
    const { page } = await openInspectorPage(servers());
    await page.getByRole("option", { name: "echo" }).waitFor();
    await page.keyboard.press("?");
    await page.getByRole("dialog", { name: "Keys" }).waitFor();
    await expectAccessible(page);
    await page.keyboard.press("Escape");
    await page.getByRole("dialog", { name: "Keys" }).waitFor({ state: "hidden" });
    await page.keyboard.press("Control+k");
    await page.getByPlaceholder("Search everything").waitFor();
    await expectAccessible(page);
  });
});
