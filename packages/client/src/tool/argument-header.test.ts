import type { Tool } from "@mortise/protocol";
import { expect, test } from "vitest";
import { ArgumentHeaders } from "./argument-header.ts";

function tool(name: string, properties: Record<string, object>): Tool {
  return { name, inputSchema: { type: "object", properties } } as Tool;
}

const annotated = {
  region: { type: "string", "x-mcp-header": "Region" },
  plain: { type: "string" },
};

test("annotated arguments become headers, others do not", () => {
  const headers = new ArgumentHeaders(() => undefined);
  expect(headers.learn([tool("a", annotated), tool("b", {})])).toHaveLength(2);
  expect(headers.toHeaders("a", { region: "eu", plain: "x" })).toEqual({
    "Mcp-Param-Region": "eu",
  });
  expect(headers.toHeaders("b", { region: "eu" })).toEqual({});
  expect(headers.toHeaders("unknown", { region: "eu" })).toEqual({});
});

test("an argument that HTTP cannot carry is encoded, and an absent one left out", () => {
  const headers = new ArgumentHeaders(() => undefined);
  headers.learn([tool("a", annotated)]);
  expect(headers.toHeaders("a", { region: "süd" })).toEqual({
    "Mcp-Param-Region": "=?base64?c8O8ZA==?=",
  });
  expect(headers.toHeaders("a", { region: null as never })).toEqual({});
  expect(headers.toHeaders("a", undefined)).toEqual({});
});

test("a later list replaces the headers of an earlier one", () => {
  const headers = new ArgumentHeaders(() => undefined);
  headers.learn([tool("a", annotated)]);
  headers.learn([tool("a", {})]);
  expect(headers.toHeaders("a", { region: "eu" })).toEqual({});
});

test("a tool with invalid annotations is left out with the reason", () => {
  const warnings: string[] = [];
  const headers = new ArgumentHeaders((message) => warnings.push(message));
  const bad = tool("bad", { x: { type: "string", "x-mcp-header": "not a token" } });
  expect(headers.learn([bad, tool("a", annotated)]).map(({ name }) => name)).toEqual(["a"]);
  expect(warnings).toEqual([
    'The tool "bad" is left out: x-mcp-header of "x" is not an HTTP token',
  ]);
});
