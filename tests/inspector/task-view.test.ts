import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { tasks } from "@mortise/tasks";
import { createServer } from "mortise";
import type { Page } from "playwright-core";
import { describe, expect, onTestFinished, test } from "vitest";
import { z } from "zod";
import { chromium } from "../fixture/browser/open-context.ts";
import { choose, SHOWN } from "./fixture/act.ts";
import { expectAccessible } from "./fixture/check-accessibility.ts";
import { openInspectorPage } from "./fixture/inspector-page.ts";

/** Opens the page on a server whose calls become tasks. */
async function openDesk() {
  const folder = mkdtempSync(join(tmpdir(), "mortise-task-view-"));
  const server = createServer({
    name: "desk",
    version: "1.0.0",
    log: () => undefined,
    tasks: tasks({ database: `sqlite:${join(folder, "tasks.db")}`, graceMs: 0, sweepMs: 20 }),
  })
    .tool(
      "export",
      { description: "Exports everything.", task: { poll: 20 } },
      async (_input, ctx) => {
        ctx.progress(1, 2, "Read 14 invoices");
        const schema = z.object({ reason: z.string() });
        const answer = await ctx.elicit("approval", { message: "Write the document?", schema });
        return answer.action === "accept" ? `Written: ${answer.content.reason}` : "Not written";
      },
    )
    .tool(
      "endless",
      { description: "Never ends.", task: { poll: 20 } },
      (_input, { signal }) =>
        new Promise<string>((_resolve, reject) => {
          signal.addEventListener("abort", () => reject(signal.reason), { once: true });
        }),
    );
  onTestFinished(async () => {
    await server.close();
    rmSync(folder, { recursive: true, force: true });
  });
  return await openInspectorPage({ desk: server });
}

const openTasks = (page: Page): Promise<void> =>
  page.getByRole("link", { name: "Tasks", exact: true }).click();

describe.skipIf(chromium.missing)("the tasks of a server", () => {
  test("journey 31: a call waits for its task, whose question and result are on the page", async () => {
    const { page, complaints } = await openDesk();
    await choose(page, "export");
    await page.keyboard.press("Control+Enter");
    const question = page.getByRole("article", { name: "Open question" });
    await question.getByText("Write the document?", { exact: true }).waitFor(SHOWN);
    await page.getByRole("link", { name: "Task", exact: true }).click();
    const detail = page.getByRole("region", { name: "Task", exact: true });
    await detail.getByRole("heading", { level: 1, name: /^export asks/ }).waitFor(SHOWN);
    await expectAccessible(page);
    await page
      .locator('[data-pointer="/reason"]')
      .locator("input, textarea")
      .first()
      .fill("asked for it");
    await question.getByRole("button", { name: "Accept" }).click();
    await page.locator('[data-verdict="ok"]').waitFor(SHOWN);
    await page.getByText("Written: asked for it").first().waitFor(SHOWN);
    await detail.getByRole("heading", { level: 1, name: /^export completed/ }).waitFor(SHOWN);
    const seen = await detail.getByRole("listitem").allTextContents();
    expect(seen.at(0)).toContain("working");
    expect(seen.join("\n")).toMatch(/input_required.*Read 14 invoices/);
    expect(seen.at(-1)).toContain("completed");
    await expectAccessible(page);
    expect(complaints).toEqual([]);
  });

  test("a wait that is given up leaves its task, which is cancelled, and found again by its id", async () => {
    const { page, complaints } = await openDesk();
    await choose(page, "endless");
    await page.keyboard.press("Control+Enter");
    await page.getByRole("link", { name: "Task", exact: true }).click();
    const detail = page.getByRole("region", { name: "Task", exact: true });
    await detail.getByRole("heading", { level: 1, name: /^endless working/ }).waitFor(SHOWN);
    const id = (await detail.locator("header code").textContent()) ?? "";
    await detail.getByRole("button", { name: "Cancel the task" }).click();
    await detail.getByRole("heading", { level: 1, name: /^endless cancelled/ }).waitFor(SHOWN);

    await page.reload();
    await openTasks(page);
    await page.getByLabel("Task id").fill(id);
    await page.getByRole("button", { name: "Open", exact: true }).click();
    await page.getByText("TASK_CANCELLED").first().waitFor(SHOWN);

    await page.getByLabel("Task id").fill("unknown");
    await page.keyboard.press("Enter");
    await page.getByText("TASK_GONE").first().waitFor(SHOWN);
    expect(complaints).toEqual([]);
  });

  test("a server without tasks has no tab of them", async () => {
    const server = createServer({ name: "plain", version: "1.0.0" });
    server.tool("greet", { description: "Greets" }, () => "Hello");
    const { page } = await openInspectorPage({ plain: server });
    await page.getByRole("link", { name: /^Prompts/ }).waitFor(SHOWN);
    expect(await page.getByRole("link", { name: "Tasks", exact: true }).count()).toBe(0);
  });
});
