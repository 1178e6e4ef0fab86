import { describe, expect, test } from "vitest";
import { chromium } from "../fixture/browser/open-context.ts";
import { attempt, listenElsewhere, openHostile } from "./fixture/hostile-view.ts";
import { askAsView } from "./fixture/view-frame.ts";

describe.skipIf(chromium.missing)("a hostile view", () => {
  test("reads neither the page, nor what the browser keeps", async () => {
    const { view } = await openHostile();
    for (const expression of [
      "parent.document",
      "parent.parent.document.body.innerHTML",
      "top.location.href",
      "top.sessionStorage",
      "document.cookie",
      "localStorage",
      "indexedDB.open('x')",
    ]) {
      expect(await view.evaluate(attempt(expression)), expression).toBe("SecurityError");
    }
    expect(await view.evaluate("origin")).toBe("null");
  });

  test("reaches neither the process nor an undeclared origin", async () => {
    const { url: elsewhere, asked } = await listenElsewhere();
    const { page, view, opened } = await openHostile();
    const { port } = opened.inspector;
    for (const target of [
      `http://localhost:${port}/_inspect/events`,
      `http://127.0.0.1:${port}/_inspect/events`,
      `http://[::1]:${port}/_inspect/events`,
      `http://127.0.0.1:${port}/_sandbox/`,
      opened.urls[0],
      `${elsewhere}/fetch`,
    ]) {
      expect(await view.evaluate(attempt(`fetch("${target}")`)), target).toBe("TypeError");
    }
    const load = (tag: string, member: string): Promise<string> =>
      view.evaluate(`new Promise((resolve) => {
        const element = document.createElement("${tag}");
        element.onload = () => resolve("loaded");
        element.onerror = () => resolve("refused");
        element.${member} = "${elsewhere}/${tag}";
        document.body.append(element);
      })`);
    expect(await load("img", "src")).toBe("refused");
    expect(await load("script", "src")).toBe("refused");
    await view.evaluate(`navigator.sendBeacon("${elsewhere}/beacon", "x")`);
    expect(await view.evaluate(attempt(`open("${elsewhere}/window")`))).toBe(null);
    const list = page.getByRole("list", { name: "Messages of the view" });
    await list.getByText("connect-src").first().waitFor();
    await list.getByText("img-src").first().waitFor();
    // Its own frame goes nowhere else either.
    await view.evaluate(`void setTimeout(() => { location.href = "${elsewhere}/frame"; })`);
    await expect.poll(() => view.url()).toMatch(/^(?:chrome-error:|about:blank)/u);
    expect(asked).toEqual([]);
  });

  test("calls neither a tool for models nor one that is not listed", async () => {
    const calls: string[] = [];
    const { page, view } = await openHostile(calls);
    for (const name of ["delete_orders", "nope", "__proto__", "constructor"]) {
      expect(await askAsView(view, "tools/call", { name, arguments: {} })).toMatchObject({
        error: { message: expect.stringContaining(`The tool ${name} is`) },
      });
    }
    expect(calls).toEqual([]);
    expect(await page.getByLabel(/Request of the view/u).count()).toBe(0);
  });

  test("neither changes prototypes nor speaks for the sandbox", async () => {
    const { page, view } = await openHostile();
    await view.evaluate(`send(JSON.parse(
      '{"method":"ui/notifications/size-changed","params":{"__proto__":{"polluted":1},"height":300}}'))`);
    const list = page.getByRole("list", { name: "Messages of the view" });
    await list.getByText("__proto__").waitFor();
    expect(await page.evaluate("({}).polluted")).toBeUndefined();
    const forged = { method: "ui/notifications/sandbox-proxy-ready", params: {} };
    await view.evaluate("window.mark = 1");
    await view.evaluate(`send(${JSON.stringify(forged)})`);
    const message = { role: "user", content: [{ type: "text", text: "past the sandbox" }] };
    await view.evaluate(`top.postMessage({ jsonrpc: "2.0", id: 99, method: "ui/message",
      params: ${JSON.stringify(message)} }, "*")`);
    // A later message was received, so the forged ones were looked at.
    await askAsView(view, "ui/message", {
      role: "user",
      content: [{ type: "text", text: "last" }],
    });
    await list.getByText("last").waitFor();
    expect(await list.getByText("past the sandbox").count()).toBe(0);
    expect(await view.evaluate("window.mark")).toBe(1);
  });

  test("floods the page with nothing", async () => {
    const { page, view } = await openHostile();
    await view.evaluate(`for (let at = 0; at < 20000; at += 1) {
      send({ method: "ui/notifications/size-changed", params: { height: at } });
    }`);
    const list = page.getByRole("list", { name: "Messages of the view" });
    await list.getByText("messages of one second were dropped").first().waitFor();
    await page.getByRole("tab", { name: "JSON" }).last().click();
    await page.getByRole("tab", { name: "App" }).click();
  });
});
