import { describe, expect, test } from "vitest";
import { CallReader } from "./requested-call.ts";

const tools = ["look", "write"].map((name) => ({
  type: "function" as const,
  name,
  inputSchema: {},
}));

function read(input: string, { toolName = "look", toolCallId = "1", ids = [] as string[] } = {}) {
  return new CallReader(tools, ids).add({ type: "tool-call", toolCallId, toolName, input });
}

describe("arguments", () => {
  test.each<[string, unknown]>([
    ['{"id":1}', { id: 1 }],
    ["", {}],
    ["  ", {}],
    ['"{\\"id\\":1}"', { id: 1 }],
    ['{"__proto__":{"isAdmin":true}}', JSON.parse('{"__proto__":{"isAdmin":true}}')],
  ])("%s are read", (input, args) => {
    const call = read(input);
    expect(call.args).toEqual(args);
    expect(call.invalid).toBeUndefined();
  });

  test.each<[string, RegExp]>([
    ['{"id":1', /arguments of look could not be read \(.*JSON.*\)/],
    ["[1]", /\(found an array\)/],
    ["null", /\(found null\)/],
    ["7", /\(found a number\)/],
    ["true", /\(found a boolean\)/],
    ['"C-1042"', /could not be read/],
  ])("%s cannot be read, and the model is asked for an object", (input, problem) => {
    const call = read(input);
    expect(call.args).toEqual({});
    expect(call.invalid).toMatch(problem);
    expect(call.invalid).toContain("Call it again with a valid JSON object.");
  });

  test("a long problem is cut", () => {
    expect(read(`"${"x".repeat(5000)}`).invalid?.length).toBeLessThan(500);
  });
});

test("a tool that was not offered is named with those that were", () => {
  expect(read("{}", { toolName: "delete" }).invalid).toBe(
    "There is no tool delete. The tools are: look, write.",
  );
});

describe("ids", () => {
  test.each<[string, string[], string]>([
    ["call_1", [], "call_1"],
    ["functions.look:0", [], "functions_look_0"],
    ["", [], "call"],
    ["call_1", ["call_1"], "call_1_2"],
    ["call_1", ["call_1", "call_1_2"], "call_1_3"],
  ])("%j after %j is %s", (toolCallId, ids, id) => {
    expect(read("{}", { toolCallId, ids }).id).toBe(id);
  });

  test("two calls of one answer get ids of their own", () => {
    const reader = new CallReader(tools, []);
    const call = { type: "tool-call", toolCallId: "0", toolName: "look", input: "{}" } as const;
    reader.add(call);
    reader.add(call);
    expect(reader.read.map(({ id }) => id)).toEqual(["0", "0_2"]);
  });
});
