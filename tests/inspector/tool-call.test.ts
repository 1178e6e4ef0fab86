import { connect } from "@mortise/node";
import { describe, expect, test } from "vitest";
import { chromium } from "../fixture/browser/open-context.ts";
import { call, choose, readSent } from "./fixture/act.ts";
import { expectAccessible } from "./fixture/check-accessibility.ts";
import { openInspectorPage } from "./fixture/inspector-page.ts";
import { createProbeServer } from "./fixture/probe-server.ts";

const servers = () => ({ probe: createProbeServer() });

describe.skipIf(chromium.missing)("the tools of the inspector", () => {
  test("journey 6: a tool without arguments is called with none", async () => {
    const { page } = await openInspectorPage(servers());
    await choose(page, "no_args");
    await call(page, "ok");
    await page.getByText("Nothing was taken.").waitFor();
    expect(await readSent(page)).toEqual({});
    await expectAccessible(page);
  });

  test("journeys 7 and 8: every kind of field is filled by the form alone", async () => {
    const { page } = await openInspectorPage(servers());
    await choose(page, "create_order");
    const field = (pointer: string) => page.locator(`[data-pointer="${pointer}"]`);
    const fill = (pointer: string, text: string) =>
      field(pointer).locator("input, textarea").first().fill(text);
    await fill("/customer/name", "Anna");
    await fill("/customer/email", "anna@example.com");
    await page.getByLabel("Set payment").click();
    await field("/payment").getByText("invoice").click();
    await fill("/payment/days", "14");
    await page.getByLabel("Set items").click();
    await page.getByRole("button", { name: "+ add to items" }).click();
    await fill("/items/0/sku", "A-1");
    await fill("/items/0/quantity", "2");
    await page.getByLabel("Set labels").click();
    await page.getByLabel("Name of a new member of labels").fill("colour");
    await page.keyboard.press("Enter");
    await fill("/labels/colour", "red");
    await field("/priority").locator("select").selectOption({ label: "high" });
    await field("/gift").getByText("true").click();
    await page.getByLabel("Set note to null").click();
    await fill("/weight", "1.5");
    await page.getByLabel("Set window").click();
    await page.getByRole("button", { name: "+ add to window" }).click();
    await fill("/window/0", "2026-12-24");
    await call(page, "ok");
    expect(await readSent(page)).toEqual({
      customer: { name: "Anna", email: "anna@example.com" },
      payment: { kind: "invoice", days: 14 },
      items: [{ sku: "A-1", quantity: 2 }],
      labels: { colour: "red" },
      priority: "high",
      gift: true,
      note: null,
      weight: 1.5,
      window: ["2026-12-24"],
    });
    await expectAccessible(page);
  });

  test("journey 9: absent, null and empty are three things", async () => {
    const { page } = await openInspectorPage(servers());
    await choose(page, "echo");
    await call(page, "ok");
    expect(await readSent(page)).toEqual({});
    await page.getByLabel("Set text to an empty text").click();
    await call(page, "ok");
    await page.getByLabel("Calls of this item").waitFor();
    expect(await readSent(page)).toEqual({ text: "" });
  });

  test("journey 10: nothing is lost between form and JSON", async () => {
    const { page } = await openInspectorPage(servers());
    await choose(page, "echo");
    await page.getByRole("tab", { name: "JSON" }).first().click();
    const editor = page.getByRole("textbox", { name: "Arguments as JSON" });
    await editor.waitFor();
    await editor.fill('{"text": 12, "unknown": {"a": [1, null, ""]}}');
    await page.getByRole("tab", { name: "Form" }).click();
    await page.getByText("must be a string").waitFor();
    await page.getByRole("tab", { name: "JSON" }).first().click();
    await editor.waitFor();
    expect(JSON.parse((await editor.innerText()).replaceAll("\u00a0", " "))).toEqual({
      text: 12,
      unknown: { a: [1, null, ""] },
    });
  });

  test("journey 11: an invalid value is flagged, and sent all the same", async () => {
    const { page } = await openInspectorPage(servers());
    await choose(page, "get_weather");
    await page.getByText("1 fault; sent anyway.").waitFor();
    await call(page, "tool-error");
    expect(await readSent(page)).toEqual({});
  });

  test("journey 12: a name that the server does not list can be called", async () => {
    const { page } = await openInspectorPage(servers());
    await page.getByLabel("Filter the tools").fill("no_such_tool");
    await page.getByRole("link", { name: "Call no_such_tool anyway" }).click();
    await page.getByText("not listed by the server").waitFor();
    await call(page, "rpc-error");
    await page.getByRole("heading", { name: /JSON-RPC error -32602/u }).waitFor();
    await expectAccessible(page);
  });

  test("journey 13: the Schema tab is the JSON of the wire", async () => {
    const { page, opened } = await openInspectorPage(servers());
    await choose(page, "get_weather");
    await page.getByRole("tab", { name: "Schema" }).click();
    const shown = page.getByRole("textbox", { name: "Definition of the tool" });
    await shown.waitFor();
    const definition: unknown = JSON.parse((await shown.innerText()).replaceAll("\u00a0", " "));
    await using client = await connect(opened.urls[0] as string);
    const tools = await client.listTools();
    expect(definition).toEqual(tools.find(({ name }) => name === "get_weather"));
    await expectAccessible(page);
  });
});
