import { describe, expect, test } from "vitest";
import { chromium } from "../fixture/browser/open-context.ts";
import { call, choose } from "./fixture/act.ts";
import { expectAccessible } from "./fixture/check-accessibility.ts";
import { openInspectorPage } from "./fixture/inspector-page.ts";
import { askAsView, openView } from "./fixture/view-frame.ts";
import { createViewServer } from "./fixture/view-server.ts";

describe.skipIf(chromium.missing)("the views of the inspector", () => {
  test("a view gets the arguments, the result, and the look of the page", async () => {
    const { page, complaints } = await openInspectorPage({ orders: createViewServer() });
    await choose(page, "count_orders");
    await call(page, "ok");
    const view = await openView(page);
    await view.getByText("42 orders").waitFor();
    const methods = await view.evaluate("received.map(({ method }) => method)");
    expect(methods).toContain("ui/notifications/tool-input");
    await page.getByText("permission camera").waitFor();
    await expectAccessible(page);
    expect(complaints).toEqual([]);

    // It stays as it is while another form of the result is shown.
    await view.evaluate("document.title = 'kept'");
    await page.getByRole("tab", { name: "JSON" }).last().click();
    await page.getByRole("tab", { name: "App" }).click();
    expect(await view.title()).toBe("kept");
  });

  test("a call of a view waits for a person, and is a call of the inspector", async () => {
    const calls: string[] = [];
    const server = createViewServer((name) => calls.push(name));
    const { page } = await openInspectorPage({ orders: server });
    await choose(page, "count_orders");
    await call(page, "ok");
    const view = await openView(page);
    const ask = (number: number) =>
      askAsView(view, "tools/call", { name: "load_page", arguments: { page: number } });

    const refused = ask(1);
    const card = page.getByLabel("Request of the view: load_page");
    await expectAccessible(page);
    await card.getByRole("button", { name: "Refuse" }).click();
    expect(await refused).toMatchObject({ error: { message: expect.stringContaining("refused") } });
    expect(calls).toEqual([]);

    const once = ask(2);
    await card.getByRole("button", { name: "Allow once" }).click();
    expect(await once).toMatchObject({ result: { structuredContent: { page: 2 } } });

    const together = [ask(3), ask(4)];
    await page.getByText("1 more wait").waitFor();
    await card.getByRole("button", { name: "Always for this view" }).click();
    expect(await Promise.all(together)).toMatchObject([{ result: {} }, { result: {} }]);
    expect(await ask(5)).toMatchObject({ result: { structuredContent: { page: 5 } } });
    expect(calls).toHaveLength(4);
    await page.getByText("in the wire log").nth(3).waitFor();
  });

  test("links open on approval, and only those of the web", async () => {
    const { page } = await openInspectorPage({ orders: createViewServer() });
    await choose(page, "count_orders");
    await call(page, "ok");
    const view = await openView(page);
    for (const url of ["javascript:alert(1)", "file:///etc/passwd", "data:text/html,x"]) {
      expect(await askAsView(view, "ui/open-link", { url })).toMatchObject({
        result: { isError: true },
      });
    }
    const opening = askAsView(view, "ui/open-link", { url: "https://example.com/orders" });
    const link = page.getByRole("link", { name: "Open" });
    expect(await link.getAttribute("rel")).toBe("noopener noreferrer");
    await page.getByRole("button", { name: "Refuse" }).click();
    expect(await opening).toMatchObject({ error: {} });
  });

  test("messages, logs and the model's context are listed", async () => {
    const { page } = await openInspectorPage({ orders: createViewServer() });
    await choose(page, "count_orders");
    await call(page, "ok");
    const view = await openView(page);
    const content = [{ type: "text", text: "a message of the view" }];
    await askAsView(view, "ui/message", { role: "user", content });
    await askAsView(view, "ui/update-model-context", { content });
    const params = { level: "info", data: "a log of the view" };
    await view.evaluate(`send(${JSON.stringify({ method: "notifications/message", params })})`);
    const list = page.getByRole("list", { name: "Messages of the view" });
    await list.getByText("a log of the view").waitFor();
    expect(await list.getByText("a message of the view").count()).toBe(2);
  });

  test("a script that fails, and a file that a view cannot load, are listed", async () => {
    const { page } = await openInspectorPage({ orders: createViewServer() });
    await choose(page, "count_orders");
    await call(page, "ok");
    const view = await openView(page);
    await view.evaluate(`void setTimeout(() => { throw new Error("the chart is broken"); })`);
    await view.evaluate(`void (document.body.append(document.createElement("img")),
      document.querySelector("img").src = "data:image/png;base64,none")`);
    const list = page.getByRole("list", { name: "Messages of the view" });
    await list.getByText("the chart is broken").waitFor();
    await list.getByText("data:image/png;base64,none could not be loaded").waitFor();
  });

  test("a view takes the whole window and a bounded height", async () => {
    const { page } = await openInspectorPage({ orders: createViewServer() });
    await choose(page, "count_orders");
    await call(page, "ok");
    const view = await openView(page);
    const box = page.locator('iframe[title^="View ui://"]');
    await view.evaluate(
      `send({ method: "ui/notifications/size-changed", params: { height: 1e9 } })`,
    );
    await expect.poll(async () => (await box.boundingBox())?.height).toBe(2_000);
    const mode = await askAsView(view, "ui/request-display-mode", { mode: "fullscreen" });
    expect(mode).toMatchObject({ result: { mode: "fullscreen" } });
    await page.getByRole("button", { name: "Leave full window" }).click();
    await expect
      .poll(() => view.evaluate("received.at(-1)"))
      .toMatchObject({
        method: "ui/notifications/host-context-changed",
        params: { displayMode: "inline" },
      });
  });
});
