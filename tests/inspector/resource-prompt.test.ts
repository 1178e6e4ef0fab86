import type { Page } from "playwright-core";
import { describe, test } from "vitest";
import { chromium } from "../fixture/browser/open-context.ts";
import { expectAccessible } from "./fixture/check-accessibility.ts";
import { createDeskServer } from "./fixture/desk-server.ts";
import { openInspectorPage } from "./fixture/inspector-page.ts";
import { speak } from "./fixture/speak.ts";

async function openResources(revision = "2026-07-28"): Promise<Page> {
  const { page } = await openInspectorPage({ desk: createDeskServer() });
  await speak(page, revision);
  await page.getByRole("link", { name: /^Resources/ }).click();
  return page;
}

async function read(page: Page, name: RegExp): Promise<void> {
  await page.getByRole("button", { name }).first().click();
  await page.getByRole("button", { name: "Read", exact: true }).click();
}

describe.skipIf(chromium.missing)("resources and prompts", () => {
  test("journey 27: text, JSON, Markdown and a picture are read and rendered", async () => {
    const page = await openResources();
    const body = page.getByRole("tabpanel").last();
    await read(page, /desk:\/\/guide/);
    await body.getByRole("heading", { name: "The guide" }).waitFor();
    await expectAccessible(page);
    await read(page, /desk:\/\/plain/);
    await body.getByText("Nothing but text.").waitFor();
    await read(page, /desk:\/\/stock/);
    await body.getByText("7", { exact: true }).waitFor();
    await read(page, /desk:\/\/dot/);
    await body.getByRole("img").waitFor();
    await expectAccessible(page);
  });

  test("journey 28: a template is completed, and its URI grows as it is filled", async () => {
    const page = await openResources();
    await page.getByRole("button", { name: /desk:\/\/orders\/\{id\}/ }).click();
    await page.getByRole("combobox", { name: "id" }).fill("O-7");
    await page.getByRole("option", { name: "O-70" }).waitFor();
    await expectAccessible(page);
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("Enter");
    await page.getByLabel("URI").getByText("desk://orders/O-70").waitFor();
    await page.getByRole("button", { name: "Read", exact: true }).click();
    await page.getByRole("tabpanel").last().getByText("O-70").first().waitFor();
  });

  test.each(["2026-07-28", "2025-11-25"])(
    "journey 29: a subscribed resource is read again when it changes, %s",
    async (revision) => {
      const page = await openResources(revision);
      const body = page.getByRole("tabpanel").last();
      await read(page, /desk:\/\/stock/);
      await body.getByText("7", { exact: true }).waitFor();
      await page.getByRole("button", { name: "Subscribe to changes" }).click();
      await page.getByText("live", { exact: true }).waitFor();
      await page.evaluate(SELL);
      await page.getByText(/^changed /).waitFor();
      await body.getByText("6", { exact: true }).waitFor();
    },
  );

  test("journey 30: a prompt takes completed and long arguments, and its messages are shown", async () => {
    const page = await openResources();
    await page.getByRole("link", { name: /^Prompts/ }).click();
    await page.getByLabel(/^order/).fill("O-1");
    await page.getByLabel(/^reason/).fill("one line\nand another");
    await expectAccessible(page);
    await page.getByRole("button", { name: "Get", exact: true }).click();
    await page
      .getByText(/Apologise for O-1: one line\s+and another/)
      .first()
      .waitFor();
    await expectAccessible(page);
  });
});

/** Sells one piece as another tab of the same page would, so that the stock changes behind the view. */
const SELL = `fetch("/_inspect/call", {
  method: "POST",
  headers: {
    "content-type": "application/json",
    authorization: "Bearer " + sessionStorage["mortise.token"],
  },
  body: JSON.stringify({
    connection: "desk",
    method: "tools/call",
    params: { name: "sell", arguments: {} },
  }),
}).then((response) => response.text())`;
