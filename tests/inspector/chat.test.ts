import { openInspector } from "@mortise/inspector";
import { connect, listen } from "@mortise/node";
import { createServer } from "@mortise/server";
import { describe, expect, onTestFinished, test } from "vitest";
import { z } from "zod";
import { chromium } from "../fixture/browser/open-context.ts";
import { expectAccessible } from "./fixture/check-accessibility.ts";
import { openPage } from "./fixture/inspector-page.ts";

const order = z.object({ order_id: z.string().describe("The id of the order, such as O-7") });

/** Orders, which can be read without approval and cancelled with it. */
function createOrderServer() {
  return createServer({ name: "orders", version: "1.0.0" })
    .tool(
      "get_order",
      { description: "Get an order", input: order, annotations: { readOnlyHint: true } },
      ({ order_id }) => ({ order_id, status: "shipped" }),
    )
    .tool(
      "cancel_order",
      { description: "Cancel an order", input: order, annotations: { destructiveHint: true } },
      ({ order_id }) => `${order_id} is cancelled`,
    );
}

/** Opens an inspector whose chat answers by rules, whatever keys and models this machine has. */
async function openOffline(): Promise<string> {
  const { url, close } = await listen(createOrderServer(), { port: 0, grace: 0 });
  onTestFinished(() => close());
  const target = {
    name: "orders",
    kind: "http" as const,
    target: url,
    url,
    connect: ({ settings }: { readonly settings: object }) => connect(url, settings),
  };
  const inspector = await openInspector({
    targets: [target],
    version: "0.0.0",
    project: "probe",
    port: 0,
    model: "offline",
  });
  onTestFinished(() => inspector.close());
  return inspector.url;
}

describe.skipIf(chromium.missing)("the chat", () => {
  test("a question is answered by a tool, whose frames are a link away, and survives F5", async () => {
    const { page, complaints } = await openPage(await openOffline());
    await page.getByRole("link", { name: "Chat", exact: true }).click();
    await page.getByText("offline (rules, no language model)").waitFor();
    await page.getByText("rules choose the tools").waitFor();
    await expectAccessible(page);

    await page.getByLabel("Message", { exact: true }).fill("What is the status of order O-7?");
    await page.getByLabel("Message", { exact: true }).press("Enter");
    const card = page.getByRole("region", { name: "Call of get_order" });
    await card.getByText("[Using tool: get_order]").waitFor();
    await card.getByText("done", { exact: true }).waitFor();
    await card.getByText("Result", { exact: false }).first().click();
    await card
      .getByText("matches", { exact: false })
      .or(card.getByText("structured"))
      .first()
      .waitFor();
    await expectAccessible(page);

    await card.getByRole("link", { name: "Show it in the wire log" }).click();
    const frames = page.getByRole("article", { name: "Request and answer" });
    await frames.getByText("get_order").first().waitFor();
    expect(page.url()).toContain("row=");
    await page.getByRole("link", { name: "History", exact: true }).click();
    await page.getByRole("link", { name: "Show it in the chat" }).first().click();
    await card.waitFor();
    expect(page.url()).toMatch(/\/s\/orders\/chat\/turn-1/u);

    await page.reload();
    await card.getByText("done", { exact: true }).waitFor();
    await page.getByRole("button", { name: "Clear", exact: true }).click();
    await page.getByText("Ask the servers something").waitFor();
    expect(complaints).toEqual([]);
  });

  test("a call that may destroy waits for its approval, at 390 px in the dark", async () => {
    const { page } = await openPage(await openOffline(), {
      viewport: { width: 390, height: 780 },
      colorScheme: "dark",
    });
    await page.getByRole("link", { name: "Chat", exact: true }).click();
    await page.getByLabel("Message", { exact: true }).fill("Cancel order O-7");
    await page.getByRole("button", { name: "Send" }).click();
    const card = page.getByRole("region", { name: "Call of cancel_order" });
    await card.getByText("destructive", { exact: true }).waitFor();
    await expectAccessible(page);
    const overflow = await page.evaluate(
      "document.documentElement.scrollWidth - document.documentElement.clientWidth",
    );
    expect(overflow).toBe(0);
    await card.getByRole("button", { name: "Run it" }).click();
    await card.getByText("done", { exact: true }).waitFor();
    await page.getByText("O-7 is cancelled").first().waitFor();
  });
});
