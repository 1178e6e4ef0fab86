import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { fileURLToPath } from "node:url";
import { tasks } from "@mortise/tasks";
import { connect, createServer } from "mortise";
import type { Page } from "playwright-core";
import { describe, expect, onTestFinished, test } from "vitest";
import { z } from "zod";
import { chromium } from "../fixture/browser/open-context.ts";
import { choose } from "./fixture/act.ts";
import { expectAccessible } from "./fixture/check-accessibility.ts";
import { openInspectorPage, openPage } from "./fixture/inspector-page.ts";
import { takePictures } from "./fixture/picture.ts";
import { startCommand } from "./fixture/start-command.ts";

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

const MODULES = fileURLToPath(new URL("../../node_modules", import.meta.url));

/** A server of a user, whose export fails until the file `open` is there. */
const EXPORTS = `
import { existsSync } from "node:fs";
import { createServer, ToolError } from "mortise";
import { tasks } from "mortise/tasks";
import { z } from "zod";

const server = createServer({ name: "exports", version: "1.0.0", tasks: tasks({ graceMs: 0 }) })
  .tool(
    "export",
    { description: "Exports.", input: z.object({ year: z.number() }), task: { attempts: 1, poll: 20 } },
    async (_input, ctx) => {
      await ctx.step("read the ledger", () => ({ rows: 3 }));
      if (!existsSync("open")) throw new ToolError("The ledger is closed", { retryable: true });
      return "exported";
    },
  )
  .tool("endless", { description: "Never ends.", task: { poll: 20 } }, (_input, { signal }) =>
    new Promise((_resolve, reject) => {
      signal.addEventListener("abort", () => reject(signal.reason), { once: true });
    }),
  );
export default server;
`;

/** Opens the page of `mortise dev` on a server of a user; default: one whose tasks fail. */
async function openExports(code = EXPORTS) {
  const folder = mkdtempSync(join(tmpdir(), "mortise-exports-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  symlinkSync(MODULES, join(folder, "node_modules"), "junction");
  writeFileSync(join(folder, "server.ts"), code);
  const url = await startCommand({ cwd: folder, args: ["dev", "server.ts"] });
  return { ...(await openPage(url)), url, folder };
}

/** A server of a user that knows its callers, whose export asks its owner, or fails unexpectedly. */
const APPROVALS = `
import { createServer } from "mortise";
import { tasks } from "mortise/tasks";
import { z } from "zod";

const ledger = undefined as unknown as { readonly rows: number };
const database = \`sqlite:\${import.meta.dirname}/tasks.db\`;
export default createServer({
  name: "approvals",
  version: "1.0.0",
  tasks: tasks({ database, graceMs: 0 }),
  auth: { authenticate: ({ header }) => ({ principal: { id: header("x-user") ?? "guest" } }) },
})
  .tool("export", { description: "Exports.", task: { poll: 20 } }, async (_input, ctx) => {
    const schema = z.object({ reason: z.string() });
    return (await ctx.elicit("approval", { message: "Write the document?", schema })).action;
  })
  .tool("broken", { description: "Fails.", task: { attempts: 1, poll: 20 } }, () => ({ rows: ledger.rows }));
`;

describe.skipIf(chromium.missing)("the tasks of a server", () => {
  test("mortise dev shows the steps and attempts of every task, and has one that failed begin again", async () => {
    const { page, url, folder, complaints } = await openExports();
    await choose(page, "export");
    await page.locator('[data-pointer="/year"]').locator("input").fill("2026");
    await page.keyboard.press("Control+Enter");
    await page.locator('[data-verdict="tool-error"]').waitFor();
    // A page that is opened later finds what it has not seen on the wire.
    await page.goto("about:blank");
    await page.goto(url);
    await openTasks(page);
    const detail = page.getByRole("region", { name: "Task", exact: true });
    await detail.getByRole("heading", { level: 1, name: /^export failed/ }).waitFor();
    await detail
      .getByRole("list", { name: "Failed attempts" })
      .getByText("The ledger is closed")
      .waitFor();
    await detail
      .getByRole("list", { name: "Steps that are done" })
      .getByText("read the ledger")
      .waitFor();
    await detail.getByText("1 of 1", { exact: true }).waitFor();
    await expectAccessible(page);
    await takePictures(page, "task-failed", "Task");

    writeFileSync(join(folder, "open"), "");
    await detail.getByRole("button", { name: "Retry", exact: true }).click();
    await detail.getByRole("heading", { level: 1, name: /^export completed/ }).waitFor();
    await detail.getByText("exported").first().waitFor();
    expect(await detail.getByText("2 of 1", { exact: true }).count()).toBe(0);
    expect(await detail.getByRole("button", { name: "Retry", exact: true }).count()).toBe(0);
    await detail.getByRole("button", { name: "Read the result" }).click();
    await page.locator('[data-verdict="ok"]').waitFor();
    expect(complaints).toEqual([]);
  });

  test("mortise dev cancels a task that another client began", async () => {
    const { page, url, complaints } = await openExports();
    await page.getByRole("option", { name: "endless" }).first().waitFor();
    const client = await connect(new URL("/mcp", url).href);
    onTestFinished(() => client.close());
    const ended = client.callTool("endless").then(
      () => "answered",
      (error: unknown) => (error as { code?: string }).code,
    );
    await openTasks(page);
    const detail = page.getByRole("region", { name: "Task", exact: true });
    await detail.getByRole("heading", { level: 1, name: /^endless working/ }).waitFor();
    await detail.getByRole("button", { name: "Cancel the task" }).click();
    await detail.getByRole("heading", { level: 1, name: /^endless cancelled/ }).waitFor();
    expect(await ended).toBe("TASK_CANCELLED");
    expect(complaints).toEqual([]);
  });

  test("mortise dev says the reason of an unexpected error, and why tasks cannot be read", async () => {
    const { page, folder } = await openExports(APPROVALS);
    await choose(page, "broken");
    await page.keyboard.press("Control+Enter");
    await page.locator('[data-verdict="tool-error"]').waitFor();
    await openTasks(page);
    const detail = page.getByRole("region", { name: "Task", exact: true });
    await detail.getByText(/tool broken failed .*Cannot read properties of undefined/).waitFor();
    await expectAccessible(page);

    using database = new DatabaseSync(join(folder, "tasks.db"));
    const table = database
      .prepare("SELECT name FROM sqlite_schema WHERE type = 'table' AND sql LIKE '%owner%'")
      .get()?.["name"];
    database.exec(`ALTER TABLE "${table}" RENAME TO "gone"`);
    const list = page.getByRole("region", { name: "Tasks", exact: true });
    await list.getByText(/no such table/).waitFor();
    // The list stays as it was read before.
    await list.getByText("The tasks are as they were read last").waitFor();
    await detail.getByText("The task could not be read").waitFor();
    expect(await list.getByRole("button", { name: /^broken/ }).count()).toBe(1);
    await list.getByRole("button", { name: "Try again" }).click();
    await expectAccessible(page);
    database.exec(`ALTER TABLE "gone" RENAME TO "${table}"`);
    await page.locator("[data-failure]").first().waitFor({ state: "detached" });
  });

  test("mortise dev has no form for the question of another owner's task, and says why", async () => {
    const { page, url, complaints } = await openExports(APPROVALS);
    await page.getByRole("option", { name: "export" }).first().waitFor();
    const client = await connect(new URL("/mcp", url).href, {
      headers: { "x-user": "ann" },
      elicit: () => new Promise(() => undefined),
    });
    onTestFinished(() => client.close());
    client.callTool("export").catch(() => undefined);
    await openTasks(page);
    const detail = page.getByRole("region", { name: "Task", exact: true });
    await detail.getByRole("heading", { level: 1, name: /^export asks/ }).waitFor();
    await detail.getByText(/^Only the owner, ann, can answer/).waitFor();
    const result = page.getByRole("region", { name: "Result" });
    await result.getByText(/^Only the owner, ann, can answer/).waitFor();
    await detail.getByRole("button", { name: "Follow" }).click();
    await page.getByText("TASK_GONE").first().waitFor();
    expect(await page.getByRole("article", { name: "Open question" }).count()).toBe(0);
    await expectAccessible(page);
    expect(complaints).toEqual([]);
  });

  test("journey 31: a call waits for its task, whose question and result are on the page", async () => {
    const { page, complaints } = await openDesk();
    await choose(page, "export");
    await page.keyboard.press("Control+Enter");
    const question = page.getByRole("article", { name: "Open question" });
    await question.getByText("Write the document?", { exact: true }).waitFor();
    await page.getByRole("link", { name: "Task", exact: true }).click();
    const detail = page.getByRole("region", { name: "Task", exact: true });
    await detail.getByRole("heading", { level: 1, name: /^export asks/ }).waitFor();
    await detail.getByText("Its question waits for you with its result.").waitFor();
    expect(await page.getByText(/waits for an answer to its question/).count()).toBe(0);
    await expectAccessible(page);
    await page
      .locator('[data-pointer="/reason"]')
      .locator("input, textarea")
      .first()
      .fill("asked for it");
    await question.getByRole("button", { name: "Accept" }).click();
    await page.locator('[data-verdict="ok"]').waitFor();
    await page.getByText("Written: asked for it").first().waitFor();
    await detail.getByRole("heading", { level: 1, name: /^export completed/ }).waitFor();
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
    await detail.getByRole("heading", { level: 1, name: /^endless working/ }).waitFor();
    const id = (await detail.locator("header code").textContent()) ?? "";
    await detail.getByRole("button", { name: "Cancel the task" }).click();
    await detail.getByRole("heading", { level: 1, name: /^endless cancelled/ }).waitFor();

    await page.reload();
    await openTasks(page);
    await page.getByLabel("Task id").fill(id);
    await page.getByRole("button", { name: "Open", exact: true }).click();
    await page.getByText("TASK_CANCELLED").first().waitFor();
    await page.getByText("The task was cancelled", { exact: true }).waitFor();

    await page.getByLabel("Task id").fill("unknown");
    await page.keyboard.press("Enter");
    await page.getByText("TASK_GONE").first().waitFor();
    expect(complaints).toEqual([]);
  });

  test("a server without tasks has no tab of them", async () => {
    const server = createServer({ name: "plain", version: "1.0.0" });
    server.tool("greet", { description: "Greets" }, () => "Hello");
    const { page } = await openInspectorPage({ plain: server });
    await page.getByRole("link", { name: /^Prompts/ }).waitFor();
    expect(await page.getByRole("link", { name: "Tasks", exact: true }).count()).toBe(0);
  });
});
