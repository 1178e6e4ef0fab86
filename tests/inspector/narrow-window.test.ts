import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { tasks } from "@mortise/tasks";
import { createServer } from "mortise";
import type { Page } from "playwright-core";
import { describe, expect, onTestFinished, test } from "vitest";
import { z } from "zod";
import { chromium } from "../fixture/browser/open-context.ts";
import { call } from "./fixture/act.ts";
import { expectAccessible } from "./fixture/check-accessibility.ts";
import { openInspectorPage } from "./fixture/inspector-page.ts";

const NARROW = { viewport: { width: 390, height: 844 } };

/** Opens the page in a window of a phone, on a server that has one thing of each kind. */
async function openShop() {
  const folder = mkdtempSync(join(tmpdir(), "mortise-narrow-"));
  const server = createServer({
    name: "shop",
    version: "1.0.0",
    log: () => undefined,
    tasks: tasks({ database: `sqlite:${join(folder, "tasks.db")}`, graceMs: 0, sweepMs: 20 }),
  })
    .tool("list_orders", { description: "Lists the orders." }, () => "none")
    .tool(
      "export",
      { description: "Exports.", input: z.object({ year: z.string() }), task: { poll: 20 } },
      ({ year }) => `exported ${year}`,
    )
    .resource("shop://rules", { name: "rules", description: "The rules." }, () => "Be kind")
    .prompt("greet", { description: "Greets." }, () => "Say hello");
  onTestFinished(async () => {
    await server.close();
    rmSync(folder, { recursive: true, force: true });
  });
  return await openInspectorPage({ shop: server }, NARROW);
}

/** Opens an address in a page that has not seen it, and returns the pane that is chosen. */
async function openAnew(page: Page, path: string): Promise<string | null> {
  const { origin } = new URL(page.url());
  await page.goto("about:blank");
  await page.goto(`${origin}/s/shop/${path}`);
  return await chosenPane(page);
}

async function chosenPane(page: Page): Promise<string | null> {
  const panes = page.getByRole("navigation", { name: "Panes" });
  return await panes.getByRole("button", { pressed: true }).textContent();
}

describe.skipIf(chromium.missing)("the page in a narrow window", () => {
  test("opens what an address names: a tool, a call, a task, a resource, a prompt, a frame", async () => {
    const { page, complaints } = await openShop();
    await page.getByRole("option", { name: "export" }).click();
    await page.locator('[data-pointer="/year"]').locator("input, textarea").first().fill("2026");
    await call(page, "ok");
    expect(await chosenPane(page)).toBe("Result");
    const result = page.getByRole("region", { name: "Result" });
    const made = new URL(page.url()).searchParams.get("call") ?? "";
    const task = page.getByRole("region", { name: "Task", exact: true });
    await page.getByRole("link", { name: "Task", exact: true }).click();
    await task.getByRole("heading", { level: 1, name: /^export completed/ }).waitFor();
    expect(await chosenPane(page)).toBe("Task");
    const id = new URL(page.url()).pathname.split("/").at(-1);

    expect(await openAnew(page, `tasks/${id}`)).toBe("Task");
    await task.getByRole("heading", { level: 1, name: /^export completed/ }).waitFor();
    await expectAccessible(page);
    expect(await openAnew(page, "tasks/of-another-run")).toBe("Task");
    await task.getByText("of-another-run").waitFor();
    expect(await openAnew(page, `tools/export?call=${made}`)).toBe("Result");
    await result.getByText("exported 2026").first().waitFor();
    expect(await openAnew(page, `history/${made}`)).toBe("Call");
    await page.getByRole("button", { name: "Show its frames" }).waitFor();
    expect(await openAnew(page, "history/call-99")).toBe("Call");
    await page.getByText("There is no such call here").waitFor();
    expect(await openAnew(page, "tools/list_orders?view=schema")).toBe("Call");
    await page.getByText("Lists the orders.").first().waitFor();
    expect(await openAnew(page, `resources/${encodeURIComponent("shop://rules")}`)).toBe(
      "Resource",
    );
    await page.getByRole("heading", { level: 1, name: "rules" }).waitFor();
    expect(await openAnew(page, "prompts/greet")).toBe("Prompt");
    await page.getByRole("heading", { level: 1, name: "greet" }).waitFor();
    expect(await openAnew(page, "prompts/nothing")).toBe("Prompt");
    await page.getByText("There is no such prompt here").waitFor();
    expect(await openAnew(page, "tools/export?row=1")).toBe("Wire");
    await page.getByRole("article", { name: "Request and answer" }).waitFor();
    expect(complaints).toEqual([]);
  });

  test("a link to another place shows that place, and a view of one piece has no pane of a call", async () => {
    const { page, complaints } = await openShop();
    await page.getByRole("option", { name: "list_orders" }).click();
    await call(page, "ok");
    await page.getByRole("tab", { name: "Raw frames" }).click();
    await page.getByRole("link", { name: /^#/ }).first().click();
    expect(await chosenPane(page)).toBe("Wire");
    await page.getByRole("link", { name: /^Resources/ }).click();
    expect(await chosenPane(page)).toBe("List");
    await page.goBack();
    expect(await chosenPane(page)).toBe("Wire");

    expect(await openAnew(page, "server")).toBe("Server");
    const tab = page.getByRole("link", { name: "Server", exact: true });
    await expect
      .poll(async () => {
        const box = await tab.boundingBox();
        return box !== null && box.x + box.width <= NARROW.viewport.width;
      })
      .toBe(true);
    const panes = page.getByRole("navigation", { name: "Panes" });
    expect(await panes.getByRole("button").allTextContents()).toEqual(["Server", "Wire"]);
    await panes.getByRole("button", { name: "Wire" }).click();
    await page.getByRole("listbox", { name: "Wire log" }).waitFor();
    expect(complaints).toEqual([]);
  });
});
