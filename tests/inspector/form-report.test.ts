import { createServer } from "@mortise/server";
import type { Page } from "playwright-core";
import { describe, expect, test } from "vitest";
import { chromium } from "../fixture/browser/open-context.ts";
import { call, choose, readSent } from "./fixture/act.ts";
import { openInspectorPage } from "./fixture/inspector-page.ts";

const number = { type: "number" } as const;

/** Fields as libraries of other languages write them. */
function createForms() {
  const factors = {
    type: "object",
    properties: { a: number, b: number },
    required: ["a", "b"],
  } as const;
  return createServer({ name: "forms", version: "1.0.0" })
    .tool(
      "measure",
      { description: "Measure.", input: { type: "object", properties: { at: number } } },
      () => "ok",
    )
    .tool("add", { description: "Add.", input: factors }, () => "ok")
    .tool("multiply", { description: "Multiply.", input: factors }, () => "ok")
    .tool(
      "absent",
      {
        description: "Leave things out.",
        input: {
          type: "object",
          properties: {
            nothing: { type: ["string", "null"], default: null },
            role: { anyOf: [{ type: "string" }, { type: "null" }], default: null },
            list: { type: "array", items: { type: "string" } },
            inner: { type: "object", properties: { text: { type: "string" } } },
            text: { type: "string" },
            numbers: { type: "array", items: { type: "integer" }, default: [1, 2] },
          },
        },
      },
      () => "ok",
    )
    .tool(
      "paint",
      {
        description: "Paint.",
        input: {
          type: "object",
          properties: {
            color: { $ref: "#/$defs/Color" },
            size: { allOf: [{ $ref: "#/$defs/Size" }], default: "m" },
            second: { anyOf: [{ $ref: "#/$defs/Color" }, { type: "null" }], default: null },
            named: { type: "string", enum: ["x", "y"], enumNames: ["First", "Second"] },
          },
          required: ["color"],
          $defs: { Color: { enum: ["red", "green"] }, Size: { enum: ["s", "m", "l"] } },
        },
      },
      () => "ok",
    );
}

const open = async (tool: string): Promise<Page> => {
  const { page } = await openInspectorPage({ forms: createForms() });
  await choose(page, tool);
  return page;
};
const field = (page: Page, pointer: string) => page.locator(`[data-pointer="${pointer}"]`);

describe.skipIf(chromium.missing)("the forms of tools", () => {
  test.each([
    ["-74.01", -74.01],
    ["1.50", 1.5],
    ["-0.5", -0.5],
    [".5", 0.5],
    ["-.25", -0.25],
    ["1e5", 100_000],
  ])(
    "%s is typed key by key, stays as it is typed, and is sent as a number (modelcontextprotocol/inspector#548) (modelcontextprotocol/inspector#1080) (modelcontextprotocol/inspector#1888)",
    async (text, value) => {
      const page = await open("measure");
      const input = field(page, "/at").locator("input");
      await input.focus();
      await page.keyboard.type(text);
      expect(await input.inputValue()).toBe(text);
      await call(page, "ok");
      expect(await readSent(page)).toEqual({ at: value });
    },
  );

  test("text typed for a tool is neither shown nor sent for another one with the same names (modelcontextprotocol/inspector#197)", async () => {
    const page = await open("add");
    await field(page, "/a").locator("input").fill("1");
    await field(page, "/b").locator("input").fill("2");
    await call(page, "ok");
    expect(await readSent(page)).toEqual({ a: 1, b: 2 });
    await choose(page, "multiply");
    expect(await field(page, "/a").locator("input").inputValue()).toBe("");
    await call(page, "tool-error");
    expect(await readSent(page)).toEqual({});
    await choose(page, "add");
    expect(await field(page, "/a").locator("input").inputValue()).toBe("1");
  });

  test("values that are not set are left out, and a text is sent where null is the other choice (modelcontextprotocol/inspector#846) (modelcontextprotocol/inspector#771) (modelcontextprotocol/inspector#353) (modelcontextprotocol/inspector#689) (PrefectHQ/fastmcp#1015)", async () => {
    const page = await open("absent");
    await call(page, "ok");
    expect(await readSent(page)).toEqual({ numbers: [1, 2] });
    await field(page, "/role").locator("textarea").fill("admin");
    await call(page, "ok");
    await page.getByLabel("Calls of this item").waitFor();
    expect(await readSent(page)).toEqual({ numbers: [1, 2], role: "admin" });
  });

  test("values that are listed are offered, also behind references and beside null (MCPJam/inspector#1142) (modelcontextprotocol/inspector#755) (microsoft/vscode#255957)", async () => {
    const page = await open("paint");
    await field(page, "/color").getByText("green").click();
    await field(page, "/second").getByText("red").click();
    await field(page, "/named").getByText("Second").click();
    await call(page, "ok");
    expect(await readSent(page)).toEqual({ color: "green", size: "m", second: "red", named: "y" });
  });
});
