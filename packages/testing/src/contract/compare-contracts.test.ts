import type { JsonSchema } from "@mortise/protocol";
import { describe, expect, test } from "vitest";
import { compareContracts } from "./compare-contracts.ts";
import type { Contract, ContractChange, ToolContract } from "./contract.ts";

const EMPTY: Contract = {
  format: 1,
  server: "crm",
  tools: {},
  resources: {},
  templates: {},
  prompts: {},
};

const NO_INPUT: JsonSchema = { type: "object" };

function withTool(tool: Partial<ToolContract>, name = "t"): Contract {
  return { ...EMPTY, tools: { [name]: { inputSchema: NO_INPUT, ...tool } } };
}

/** Each change as its sentence, with `!` before those that break callers. */
function toLines(changes: readonly ContractChange[]): string[] {
  return changes.map(({ breaking, message }) => `${breaking ? "! " : ""}${message}`);
}

function compareTools(before: Partial<ToolContract>, after: Partial<ToolContract>): string[] {
  return toLines(compareContracts(withTool(before), withTool(after)));
}

function object(properties: Record<string, JsonSchema>, rest: object = {}): JsonSchema {
  return { type: "object", properties, ...rest } as JsonSchema;
}

function compareInputs(before: JsonSchema, after: JsonSchema): string[] {
  return compareTools({ inputSchema: before }, { inputSchema: after });
}

function compareOutputs(before: JsonSchema, after: JsonSchema): string[] {
  return compareTools({ outputSchema: before }, { outputSchema: after });
}

const compareArgument = (before: unknown, after: unknown): string[] =>
  compareInputs(object({ x: before as JsonSchema }), object({ x: after as JsonSchema }));
const compareMember = (before: unknown, after: unknown): string[] =>
  compareOutputs(object({ x: before as JsonSchema }), object({ x: after as JsonSchema }));

describe("the catalogue of a server", () => {
  test("an unchanged contract has no changes", () => {
    const contract = withTool({ inputSchema: object({ x: { type: "string" } }) });
    expect(compareContracts(contract, structuredClone(contract))).toEqual([]);
  });

  test("a removal breaks callers, and an addition does not", () => {
    const before = { ...EMPTY, resources: { "docs://a": { name: "a" } }, prompts: { p: {} } };
    const after = {
      ...EMPTY,
      templates: { "docs://{id}": { name: "d" } },
      prompts: { q: { title: "Q" } },
    };
    expect(toLines(compareContracts(before, after))).toEqual([
      "! resource docs://a was removed",
      "template docs://{id} was added",
      "! prompt p was removed",
      "prompt q was added",
    ]);
  });

  test("an equal entry under another name was renamed, which breaks callers", () => {
    const tool = { description: "Looks up", inputSchema: object({ id: { type: "string" } }) };
    const [change] = compareContracts(withTool(tool, "get"), withTool(tool, "fetch"));
    expect(change).toEqual({
      breaking: true,
      path: "tools.get",
      message: "tool get was renamed to fetch",
    });
  });

  test("a changed text breaks no caller", () => {
    expect(
      compareTools({ description: "a", title: "A" }, { description: "b", title: "B" }),
    ).toEqual(["tool t: its title changed", "tool t: its description changed"]);
    expect(
      compareArgument({ type: "string" }, { type: "string", description: "now said" }),
    ).toEqual(["tool t: argument x is described otherwise"]);
  });

  test("annotations that promise less break callers, those that promise more do not", () => {
    expect(
      compareTools(
        { annotations: { readOnlyHint: true, openWorldHint: false } },
        { annotations: { destructiveHint: false } },
      ),
    ).toEqual([
      "! tool t: readOnlyHint was true and is now false",
      "! tool t: openWorldHint was false and is now true",
    ]);
    expect(
      compareTools({}, { annotations: { idempotentHint: true, destructiveHint: false } }),
    ).toEqual([
      "tool t: destructiveHint was true and is now false",
      "tool t: idempotentHint was false and is now true",
    ]);
  });

  test("prompts and resources are compared by their arguments and content", () => {
    const before = {
      ...EMPTY,
      prompts: { p: { arguments: { a: {}, b: { required: true }, c: {} } } },
      resources: { "docs://a": { name: "a", mimeType: "text/plain" } },
    };
    const after = {
      ...EMPTY,
      prompts: { p: { arguments: { a: { required: true }, b: {}, d: { required: true }, e: {} } } },
      resources: { "docs://a": { name: "b", mimeType: "text/html" } },
    };
    expect(toLines(compareContracts(before, after))).toEqual([
      "resource docs://a: its name was a and is now b",
      "! resource docs://a: its type was text/plain and is now text/html",
      "! prompt p: argument a became required",
      "prompt p: argument b is no longer required",
      "! prompt p: argument c was removed",
      "! prompt p: argument d was added and is required",
      "prompt p: argument e was added",
    ]);
  });
});

describe("the arguments of a tool", () => {
  test("arguments that come, go and become required", () => {
    const before = object(
      { a: { type: "string" }, b: { type: "string" }, c: {} },
      { required: ["b"] },
    );
    const after = object(
      { a: { type: "string" }, b: { type: "string" }, d: {}, e: {} },
      { required: ["a", "e"] },
    );
    expect(compareInputs(before, after)).toEqual([
      "! tool t: argument a became required",
      "tool t: argument b is no longer required",
      "tool t: argument c was removed, and calls that give it are still accepted",
      "tool t: argument d was added",
      "! tool t: argument e was added and is required",
    ]);
  });

  test("an argument that is removed from a closed list breaks callers", () => {
    const closed = { additionalProperties: false };
    expect(compareInputs(object({ a: {}, b: {} }, closed), object({ a: {} }, closed))).toEqual([
      "! tool t: argument b was removed, and calls that give it are refused",
    ]);
    expect(compareInputs(object({ a: {} }), object({ a: {} }, closed))).toEqual([
      "! tool t: the input may no longer hold members that are not listed",
    ]);
  });

  test.each<[string, unknown, unknown, string[]]>([
    [
      "another type",
      { type: "string" },
      { type: "number" },
      ["! was a string and is now a number"],
    ],
    [
      "a narrower type",
      { type: "number" },
      { type: "integer" },
      ["! was a number and is now a whole number"],
    ],
    [
      "a wider type",
      { type: "integer" },
      { type: "number" },
      ["was a whole number and is now a number"],
    ],
    [
      "no null any more",
      { type: ["string", "null"] },
      { type: "string" },
      ["! no longer takes null"],
    ],
    [
      "null too",
      { type: "string" },
      { anyOf: [{ type: "string" }, { type: "null" }] },
      ["now takes null"],
    ],
    ["fewer values", { enum: ["a", "b", "c"] }, { enum: ["a"] }, ['! no longer takes "b" or "c"']],
    ["more values", { const: "a" }, { enum: ["a", "b"] }, ['now takes "b"']],
    ["values at all", { type: "string" }, { enum: ["a"] }, ['! now takes only "a"']],
    ["any value", { enum: ["a"] }, { type: "string" }, ["now takes any value of its type"]],
    [
      "a lower maximum",
      { type: "number", maximum: 9 },
      { type: "number", maximum: 5 },
      ["! has the maximum 5 now, and had 9"],
    ],
    [
      "a first minimum",
      { type: "number" },
      { type: "number", exclusiveMinimum: 0 },
      ["! has the minimum 0 (not itself) now"],
    ],
    [
      "no maximum",
      { type: "string", maxLength: 5 },
      { type: "string" },
      ["no longer has the maxLength 5"],
    ],
    [
      "a pattern",
      { type: "string" },
      { type: "string", pattern: "^C" },
      ['! has the pattern "^C" now'],
    ],
    [
      "another format",
      { type: "string", format: "date" },
      { type: "string", format: "time" },
      ['! has the format "time" now, and had "date"'],
    ],
    [
      "another default",
      { type: "number", default: 10 },
      { type: "number", default: 20 },
      ["! has the default 20 now, and had 10"],
    ],
    [
      "a first default",
      { type: "number" },
      { type: "number", default: 20 },
      ["has the default 20 now"],
    ],
    [
      "a header",
      { type: "string" },
      { type: "string", "x-mcp-header": "Region" },
      ["! is carried in the header Mcp-Param-Region now"],
    ],
    [
      "deprecation",
      { type: "string" },
      { type: "string", deprecated: true },
      ["is deprecated now"],
    ],
    ["another order", { enum: ["a", "b"] }, { enum: ["b", "a"] }, []],
    [
      "steps",
      { type: "number", multipleOf: 1 },
      { type: "number", multipleOf: 2 },
      ["! has the multipleOf 2 now, and had 1"],
    ],
  ])("%s", (_name, before, after, texts) => {
    const lines = compareArgument(before, after);
    const expected = texts.map((text) =>
      text.startsWith("! ")
        ? `! tool t: argument x ${text.slice(2)}`
        : `tool t: argument x ${text}`,
    );
    expect(lines.filter((line) => !line.includes("written otherwise"))).toEqual(expected);
  });

  test("places inside lists and objects are named", () => {
    const before = object({
      filter: object({ tags: { type: "array", items: { enum: ["a", "b"] } } }),
    });
    const after = object({ filter: object({ tags: { type: "array", items: { enum: ["a"] } } }) });
    const [change] = compareContracts(
      withTool({ inputSchema: before }),
      withTool({ inputSchema: after }),
    );
    expect(change).toEqual({
      breaking: true,
      path: "tools.t.input.filter.tags[]",
      message: 'tool t: argument filter.tags[] no longer takes "b"',
    });
  });

  test("variants with a tag are compared one by one", () => {
    const variant = (kind: string, of: JsonSchema): JsonSchema =>
      object({ kind: { const: kind }, of }, { required: ["kind"] });
    const before = { oneOf: [variant("a", { type: "string" }), variant("b", { type: "string" })] };
    const after = { oneOf: [variant("a", { type: "number" }), variant("c", { type: "string" })] };
    expect(compareArgument(before, after)).toEqual([
      "! tool t: argument x.of was a string and is now a number",
      '! tool t: argument x no longer takes an object with kind "b"',
      'tool t: argument x now takes an object with kind "c"',
    ]);
  });

  test("references are followed inside the schema, also if it contains itself", () => {
    const tree = (value: JsonSchema): JsonSchema => ({
      type: "object",
      properties: { root: { $ref: "#/$defs/Node" } },
      $defs: {
        Node: object({ value, children: { type: "array", items: { $ref: "#/$defs/Node" } } }),
      },
    });
    expect(compareInputs(tree({ type: "string" }), tree({ type: "number" }))).toEqual([
      "! tool t: argument root.children[].value was a string and is now a number",
      "! tool t: argument root.value was a string and is now a number",
    ]);
    expect(
      compareInputs(tree({}), { type: "object", properties: { root: { $ref: "#/$defs/Gone" } } }),
    ).toEqual(["! tool t: argument root changed in a way that could not be judged"]);
  });

  test("an equal schema in other words breaks no caller, and is reported", () => {
    expect(
      compareArgument(
        { type: ["string", "null"] },
        { anyOf: [{ type: "null" }, { type: "string" }] },
      ),
    ).toEqual(["tool t: the input is written otherwise, which callers do not notice"]);
  });
});

describe("the result of a tool", () => {
  test("members that come, go and may be missing", () => {
    const closed = { additionalProperties: false };
    const before = object({ a: {}, b: {}, c: {} }, { required: ["a"], ...closed });
    const after = object({ a: {}, c: {}, d: {} }, { required: ["c", "d"], ...closed });
    expect(compareOutputs(before, after)).toEqual([
      "! tool t: output member a may be missing now",
      "! tool t: output member b was removed",
      "tool t: output member c is always there now",
      "tool t: output member d was added",
    ]);
  });

  test.each<[string, unknown, unknown, string[]]>([
    [
      "a wider type",
      { type: "integer" },
      { type: "number" },
      ["! was a whole number and is now a number"],
    ],
    [
      "a narrower type",
      { type: "number" },
      { type: "integer" },
      ["was a number and is now a whole number"],
    ],
    ["null", { type: "string" }, { type: ["string", "null"] }, ["! may now be null"]],
    ["more values", { enum: ["a"] }, { enum: ["a", "b"] }, ['! may now be "b"']],
    ["fewer values", { enum: ["a", "b"] }, { enum: ["a"] }, ['is no longer "b"']],
    [
      "a higher maximum",
      { type: "number", maximum: 5 },
      { type: "number", maximum: 9 },
      ["! has the maximum 9 now, and had 5"],
    ],
    [
      "no format",
      { type: "string", format: "date" },
      { type: "string" },
      ['! no longer has the format "date"'],
    ],
    ["another default", { type: "number", default: 1 }, { type: "number", default: 2 }, []],
  ])("%s", (_name, before, after, texts) => {
    const expected = texts.map((text) =>
      text.startsWith("! ")
        ? `! tool t: output member x ${text.slice(2)}`
        : `tool t: output member x ${text}`,
    );
    const lines = compareMember(before, after);
    expect(lines.filter((line) => !line.includes("written otherwise"))).toEqual(expected);
  });

  test("structured output that is no longer promised breaks callers", () => {
    expect(compareTools({ outputSchema: NO_INPUT }, {})).toEqual([
      "! tool t: no longer promises structured output",
    ]);
    expect(compareTools({}, { outputSchema: NO_INPUT })).toEqual([
      "tool t: now promises structured output",
    ]);
  });
});
