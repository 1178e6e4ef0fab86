import type { Page } from "playwright-core";
import { describe, expect, test } from "vitest";
import { chromium } from "../fixture/browser/open-context.ts";
import { choose } from "./fixture/act.ts";
import { expectAccessible } from "./fixture/check-accessibility.ts";
import { createDeskServer } from "./fixture/desk-server.ts";
import { openInspectorPage } from "./fixture/inspector-page.ts";
import { speak } from "./fixture/speak.ts";

const REVISIONS = ["2026-07-28", "2025-11-25"] as const;

async function openDesk(revision: string, tool: string): Promise<Page> {
  const { page } = await openInspectorPage({ desk: createDeskServer() });
  await speak(page, revision);
  await choose(page, tool);
  await page.keyboard.press("Control+Enter");
  return page;
}

describe.skipIf(chromium.missing).each(REVISIONS)("the questions of a server, %s", (revision) => {
  test("journeys 22 and 26: two forms are accepted, and the wire log stays in use", async () => {
    const page = await openDesk(revision, "deploy");
    const question = page.getByRole("article", { name: "Open question" });
    await question.getByText("Deploy to production?", { exact: true }).waitFor();
    await expectAccessible(page);

    const filter = page.getByRole("searchbox", { name: "Filter of the wire log" });
    await filter.fill("subject:deploy");
    const entry = page.getByRole("option", { name: /tools\/call deploy/ }).first();
    await entry.click();
    await page.getByRole("article", { name: "Request and answer" }).waitFor();

    await question
      .locator('[data-pointer="/reason"]')
      .locator("input, textarea")
      .first()
      .fill("it is done");
    await question.getByRole("button", { name: "Accept" }).click();
    await question.getByText("When?", { exact: true }).waitFor();
    await question.locator('[data-pointer="/day"]').getByText("friday").click();
    await question.getByRole("button", { name: "Accept" }).click();
    await page.getByText("deployed on friday because it is done").first().waitFor();
    await expectAccessible(page);
  });

  test.each(["Decline", "Cancel"])("journey 22: a form is answered by %s", async (button) => {
    const page = await openDesk(revision, "deploy");
    const question = page.getByRole("article", { name: "Open question" });
    await question.getByRole("button", { name: button, exact: true }).click();
    await page.getByText(`first: ${button.toLowerCase()}`).first().waitFor();
  });

  test("journey 23: a page opens in a new tab by a press alone, its host shown before", async () => {
    const page = await openDesk(revision, "sign_in");
    const question = page.getByRole("article", { name: "Open question" });
    await question.getByText("registry.example", { exact: true }).waitFor();
    expect(page.context().pages()).toHaveLength(1);
    await page
      .context()
      .route("https://registry.example/**", (route) => route.fulfill({ body: "hello" }));
    const opened = page.context().waitForEvent("page");
    await question.getByRole("link", { name: "Open and accept" }).click();
    expect(new URL((await opened).url() || "about:blank").protocol).toMatch(/^(https|about):/);
    await page.getByText("page: accept").first().waitFor();
  });

  test("journey 24: a person plays the model, with the system prompt in view", async () => {
    const page = await openDesk(revision, "title");
    const question = page.getByRole("article", { name: "Open question" });
    await question.getByText("You are terse.", { exact: true }).waitFor();
    await question.getByText("A title for a mail on tea").first().waitFor();
    await question.getByRole("button", { name: "Echo" }).click();
    await question.getByLabel("The model's answer").fill("Tea, at last");
    await question.getByRole("button", { name: "Answer", exact: true }).click();
    await page
      .getByText(/inspector: .*Tea, at last/)
      .first()
      .waitFor();
  });

  test("journey 25: the server is given the roots of the editor", async () => {
    const { page } = await openInspectorPage({ desk: createDeskServer() });
    await speak(page, revision);
    await page.getByRole("link", { name: "Server", exact: true }).click();
    await page.getByLabel("Folder, as file:// or a path").fill("/home/ann/desk");
    await page.getByRole("button", { name: "Add", exact: true }).click();
    await page.getByRole("button", { name: "Remove file:///home/ann/desk" }).waitFor();
    await page.getByRole("link", { name: /^Tools/ }).click();
    await choose(page, "folders");
    await page.keyboard.press("Control+Enter");
    await page.getByRole("tabpanel").last().getByText("file:///home/ann/desk").waitFor();
  });
});

describe.skipIf(chromium.missing)("an answer that is kept", () => {
  test("is given again without asking, until it is forgotten", async () => {
    const page = await openDesk("2026-07-28", "title");
    const question = page.getByRole("article", { name: "Open question" });
    await question.getByRole("button", { name: "Yes" }).click();
    await question.getByLabel("answer the same next time").check();
    await question.getByRole("button", { name: "Answer", exact: true }).click();
    await page
      .getByText(/inspector: .*Yes\./)
      .first()
      .waitFor();
    await page.keyboard.press("Control+Enter");
    const calls = page.getByLabel("Calls of this item, newest first").locator("option");
    await calls.nth(1).waitFor({ state: "attached" });
    await page
      .getByText(/inspector: .*Yes\./)
      .first()
      .waitFor();
    await page.getByRole("link", { name: "Server", exact: true }).click();
    await page.getByRole("button", { name: "Ask me again" }).click();
    await page.getByText("Every question of the server waits for you.").waitFor();
  });
});
