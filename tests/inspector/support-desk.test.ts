import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Page } from "playwright-core";
import { describe, expect, onTestFinished, test } from "vitest";
import { chromium } from "../fixture/browser/open-context.ts";
import { call, choose } from "./fixture/act.ts";
import { openPage } from "./fixture/inspector-page.ts";
import { takePictures } from "./fixture/picture.ts";
import { startCommand } from "./fixture/start-command.ts";

const DESK = fileURLToPath(new URL("../../examples/support-desk/", import.meta.url));

/** Opens a tool of a server with its arguments. */
async function open(page: Page, server: string, tool: string, args: object): Promise<void> {
  const query = new URLSearchParams({ args: JSON.stringify(args) });
  await page.goto(`${new URL(page.url()).origin}/s/${server}/tools/${tool}?${query}`);
  await page.getByRole("heading", { level: 2, name: tool, exact: true }).waitFor();
}

/** Starts a command beside the sandbox, with the tasks and exports in a folder of the test. */
function openDesk(args: readonly string[]): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), "mortise-desk-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const env = { TASKS_DATABASE: `sqlite:${folder}/tasks.db`, HISTORY_FOLDER: folder };
  return startCommand({ cwd: DESK, within: "in-sandbox.ts", args, env });
}

describe.skipIf(chromium.missing)("the support desk in the inspector", () => {
  test("mortise inspect --config: every server, a failure, a question, a picture and the wire log", async () => {
    const url = await openDesk(["inspect", "--config", "mcp.json"]);
    const { page, complaints } = await openPage(url);
    const result = page.getByRole("tabpanel").last();

    await open(page, "customers", "get_customer", { customer_id: "C-1042" });
    await call(page, "ok");
    await result.getByText("Sarah Chen").first().waitFor();
    await takePictures(page, "result", "Result");

    await open(page, "tickets", "get_open_tickets", { customer_id: "C-1042" });
    await call(page, "ok");
    await result
      .getByText(/SUP-2050/)
      .first()
      .waitFor();
    await takePictures(page, "form", "Call");

    await open(page, "conversations", "get_customer_conversation", { customer_id: "C-1042" });
    await call(page, "ok");
    await result
      .getByText(/sarah\.chen|Sarah/)
      .first()
      .waitFor();

    await open(page, "billing", "list_invoices", { customer_id: "C-1042" });
    await call(page, "ok");
    await result
      .getByText(/INV-22995/)
      .first()
      .waitFor();

    await open(page, "customers", "get_customer", { customer_id: "C-9999" });
    await call(page, "tool-error");
    await result
      .getByText(/C-9999/)
      .first()
      .waitFor();
    await takePictures(page, "failure", "Result");

    await open(page, "charts", "chart_orders", { customer_id: "C-1042" });
    await page.keyboard.press("Control+Enter");
    const question = page.getByRole("article", { name: "Open question" });
    await question
      .getByText("How should the orders of Sarah Chen be grouped?", { exact: true })
      .waitFor();
    await takePictures(page, "question", "Result");
    await question.getByRole("button", { name: "Accept" }).click();
    await page.locator('[data-verdict="ok"]').waitFor();
    const picture = result.locator("img").first();
    await picture.waitFor();
    expect(
      await picture.evaluate((image) => (image as { naturalWidth?: number }).naturalWidth),
    ).toBe(480);
    await takePictures(page, "image", "Result");

    await open(page, "history", "export_customer_history", { customer_id: "C-1042" });
    await page.keyboard.press("Control+Enter");
    await question
      .getByText(/The history of Sarah Chen \(C-1042\) holds .*Write it to a document/)
      .first()
      .waitFor();
    await page.getByRole("link", { name: "Task", exact: true }).click();
    await page.getByRole("heading", { level: 1, name: /^export_customer_history asks/ }).waitFor();
    await takePictures(page, "task", "Task");
    await question.getByRole("button", { name: "Accept" }).click();
    await page.locator('[data-verdict="ok"]').waitFor();
    await page
      .getByText(/history:\/\/exports\/C-1042-/)
      .first()
      .waitFor();

    await page.getByRole("searchbox", { name: "Filter of the wire log" }).fill("method:tools/call");
    const counted = page.getByRole("status").filter({ hasText: /^\d+ of \d+/ });
    await counted.waitFor();
    await page.getByRole("option", { name: /get_open_tickets/ }).click();
    await page.getByRole("article", { name: "Request and answer" }).waitFor();
    await page.keyboard.press("Escape");
    await takePictures(page, "wire", "Wire");
    expect(complaints).toEqual([]);
  });

  test("mortise dev: a tool as agents see it, and a prompt", async () => {
    const url = await openDesk(["dev", "servers/customers.ts"]);
    const { page, complaints } = await openPage(url);
    await choose(page, "search_customers");
    await page.getByRole("tab", { name: "As agent" }).click();
    await page
      .getByText(/tokens/)
      .first()
      .waitFor();
    await takePictures(page, "agent", "Call");
    await page.getByRole("link", { name: /^Prompts/ }).click();
    await page.getByText("Summarize a ticket").first().click();
    await page
      .locator("main")
      .getByLabel(/ticket_id/)
      .first()
      .fill("SUP-2050");
    await page.keyboard.press("Control+Enter");
    await page
      .getByText(/Please retrieve ticket SUP-2050/)
      .first()
      .waitFor();
    // A completion that is answered later would stand in the log with the time of this run.
    const completion = page.getByRole("option").filter({ hasText: "completion/complete" });
    await completion.last().getByText("200", { exact: true }).waitFor();
    await takePictures(page, "prompt", "Result");
    expect(complaints).toEqual([]);
  });
});
