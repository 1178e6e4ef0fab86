import { createServer } from "@mortise/server";
import type { Page } from "playwright-core";
import { describe, expect, test } from "vitest";
import { chromium } from "../fixture/browser/open-context.ts";
import { call, choose } from "./fixture/act.ts";
import { expectAccessible } from "./fixture/check-accessibility.ts";
import { openInspectorPage } from "./fixture/inspector-page.ts";

const ORDER = {
  type: "object",
  required: ["id"],
  properties: {
    limit: { type: "integer", default: 10 },
    state: { enum: ["open", "shipped"], description: "Of the order." },
    id: { type: "integer" },
    gift: { type: ["boolean", "null"], default: null },
  },
} as const;

const servers = () => ({
  orders: createServer({ name: "orders", version: "1.0.0" }).tool(
    "find_order",
    { description: "Find an order.", input: ORDER },
    () => "found",
  ),
});

const LONG = "9223372036854775807";

async function openEditor(page: Page) {
  await page.getByRole("tab", { name: "JSON" }).first().click();
  const editor = page.getByRole("textbox", { name: "Arguments as JSON" });
  await editor.waitFor();
  return editor;
}

/** The bytes of the arguments that were sent last. */
async function sentBytes(page: Page): Promise<string> {
  await page.getByRole("tab", { name: "Raw frames" }).click();
  await page.getByLabel("bytes as they were").check();
  const frames = page.getByRole("tabpanel").last().locator("section");
  const sent = frames.filter({ hasText: "to server" }).filter({ hasText: '"arguments"' });
  const text = (await sent.locator("pre").first().textContent()) ?? "";
  return /"arguments":(\{.*?\})/u.exec(text)?.[1] ?? "";
}

describe.skipIf(chromium.missing)("the arguments of a call as JSON", () => {
  test("keys and values are completed from the schema, by the keyboard alone", async () => {
    const { page, complaints } = await openInspectorPage(servers());
    await choose(page, "find_order");
    const editor = await openEditor(page);
    await editor.fill("");
    await editor.pressSequentially('{"');
    const options = page.locator(".cm-tooltip-autocomplete").getByRole("option");
    await options.first().waitFor();
    expect(await options.allTextContents()).toEqual([
      '"id"required · integer',
      '"limit"integer · default 10',
      '"state"',
      '"gift"boolean · or null · default null',
    ]);
    await expectAccessible(page);
    await editor.pressSequentially("st");
    await expect.poll(() => options.count()).toBe(1);
    await page.keyboard.press("Enter");
    await options.filter({ hasText: '"shipped"' }).waitFor();
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("Enter");
    await editor.pressSequentially(', "i');
    await options.first().waitFor();
    expect(await options.allTextContents()).toEqual(['"id"required · integer']);
    await page.keyboard.press("Enter");
    await editor.pressSequentially("7}");
    await call(page, "ok");
    expect(JSON.parse(await sentBytes(page))).toEqual({ state: "shipped", id: 7 });
    expect(complaints).toEqual([]);
  });

  test("an integer of 64 bits keeps its digits in the editor, the form and on the wire", async () => {
    const { page } = await openInspectorPage(servers());
    await choose(page, "find_order");
    const id = page.locator('[data-pointer="/id"]').locator("input");
    await id.fill(LONG);
    const editor = await openEditor(page);
    expect(await editor.innerText()).toContain(LONG);
    await call(page, "ok");
    expect(await sentBytes(page)).toContain(`"id":${LONG}`);
    await page.reload();
    await page.getByRole("tab", { name: "Form" }).click();
    await id.waitFor();
    expect(await id.inputValue()).toBe(LONG);
  });

  test("the defaults of the schema are in the form, and sent, and can be unset", async () => {
    const { page } = await openInspectorPage(servers());
    await choose(page, "find_order");
    const limit = page.locator('[data-pointer="/limit"]').locator("input");
    expect(await limit.inputValue()).toBe("10");
    await page.locator('[data-pointer="/id"]').locator("input").fill("1");
    await call(page, "ok");
    expect(JSON.parse(await sentBytes(page))).toEqual({ id: 1, limit: 10 });
    await page.getByLabel("Unset limit").click();
    await call(page, "ok");
    await page.getByLabel("Calls of this item").waitFor();
    expect(JSON.parse(await sentBytes(page))).toEqual({ id: 1 });
  });
});
