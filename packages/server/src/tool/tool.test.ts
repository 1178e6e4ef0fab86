import type { JsonSchema } from "@mortise/protocol";
import { toStandardJsonSchema } from "@valibot/to-json-schema";
import { type } from "arktype";
import * as v from "valibot";
import { expect, expectTypeOf, test } from "vitest";
import { z } from "zod";
import { image } from "../content/block.ts";
import { result } from "../content/result.ts";
import type { Server } from "../server.ts";
import { createServer } from "../server.ts";

const create = (): Server => createServer({ name: "s", version: "1" });
const description = "Does it";

test("a handler's input has the type that the schema gives", () => {
  create()
    .tool(
      "zod",
      { description, input: z.object({ n: z.number().default(1), s: z.string().optional() }) },
      (input) => {
        expectTypeOf(input).toEqualTypeOf<{ n: number; s?: string | undefined }>();
        return "";
      },
    )
    .tool(
      "valibot",
      { description, input: toStandardJsonSchema(v.object({ n: v.number() })) },
      (input) => {
        expectTypeOf(input).toEqualTypeOf<{ n: number }>();
        return "";
      },
    )
    .tool("arktype", { description, input: type({ n: "number" }) }, (input) => {
      expectTypeOf(input).toEqualTypeOf<{ n: number }>();
      return "";
    })
    .tool("plain", { description, input: { type: "object" } }, (input) => {
      expectTypeOf(input).toEqualTypeOf<Record<string, unknown>>();
      return "";
    })
    .tool("none", { description }, (input) => {
      expectTypeOf(input).toEqualTypeOf<Record<string, never>>();
      return "";
    });
});

test("the value of a handler is checked against the output schema", () => {
  const output = z.object({ sum: z.number() });
  const server = create()
    .tool("plain", { description, output }, () => ({ sum: 1 }))
    .tool("later", { description, output }, async () => ({ sum: 1 }))
    .tool("parts", { description, output }, () =>
      result({ structured: { sum: 1 }, content: "one" }),
    );
  expect(server["~core"].catalogue.tools.size).toBe(3);
  // @ts-expect-error the sum is text
  server.tool("wrong", { description, output }, () => ({ sum: "1" }));
  // @ts-expect-error the sum is missing
  server.tool("missing", { description, output }, () => ({}));
  // @ts-expect-error a block alone has no structured content, which the schema asks for
  server.tool("block", { description, output }, () => image("", "image/png"));
});

test("the type of a server names its tools and prompts with what they take and give", () => {
  const server = create()
    .tool(
      "add",
      { description, input: z.object({ a: z.number() }), output: z.object({ sum: z.number() }) },
      ({ a }) => ({ sum: a }),
    )
    .tool(
      "find",
      { description, input: z.object({ q: z.string().default("") }) },
      async ({ q }) => [{ q }],
    )
    .tool("draw", { description }, () => image("", "image/png"))
    .tool("say", { description }, () => "text")
    .tool("count", { description, input: z.object({ n: z.number() }) }, ({ n }) => {
      if (n === 0) return "None.";
      return { n };
    })
    .prompt("ask", { input: z.object({ topic: z.string() }) }, ({ topic }) => topic)
    .prompt("greet", {}, () => "hello");
  type Types = (typeof server)["~catalogue"];
  expectTypeOf<keyof Types["tools"]>().toEqualTypeOf<"add" | "find" | "draw" | "say" | "count">();
  expectTypeOf<keyof Types["prompts"]>().toEqualTypeOf<"ask" | "greet">();
  expectTypeOf<Types["tools"]["add"]["input"]>().toEqualTypeOf<{ a: number }>();
  expectTypeOf<Types["tools"]["add"]["output"]>().toEqualTypeOf<{ sum: number }>();
  expectTypeOf<Types["tools"]["find"]["input"]>().toEqualTypeOf<{ q?: string | undefined }>();
  expectTypeOf<Types["tools"]["find"]["output"]>().toEqualTypeOf<{ q: string }[]>();
  expectTypeOf<Types["tools"]["draw"]["output"]>().toEqualTypeOf<unknown>();
  expectTypeOf<Types["tools"]["say"]["output"]>().toEqualTypeOf<unknown>();
  // Text is for the model alone; `structured` is not there then.
  expectTypeOf<Types["tools"]["count"]["output"]>().toEqualTypeOf<{ n: number }>();
  expectTypeOf<Types["prompts"]["ask"]["input"]>().toEqualTypeOf<{ topic: string }>();
});

test("a template's variables are typed: lists where exploded, optional where they may be left out", () => {
  create()
    .resource("customers://{id}/notes", {}, (variables) => {
      expectTypeOf(variables.id).toEqualTypeOf<string>();
      // @ts-expect-error there is no such variable
      return String(variables.other);
    })
    .resource("file:///{+path}{?line,column}", {}, (variables) => {
      expectTypeOf(variables.path).toEqualTypeOf<string>();
      expectTypeOf(variables.line).toEqualTypeOf<string | undefined>();
      expectTypeOf(variables.column).toEqualTypeOf<string | undefined>();
      return "";
    })
    .resource("repo:{/list*}", {}, (variables) => {
      expectTypeOf(variables.list).toEqualTypeOf<readonly string[] | undefined>();
      return "";
    })
    .resource("at:{x:3,y}", {}, (variables) => {
      expectTypeOf(variables.x).toEqualTypeOf<string>();
      return "";
    })
    .resource("docs://guide", {}, (context) => {
      expectTypeOf(context.signal).toEqualTypeOf<AbortSignal>();
      return "";
    });
});

test.each([
  ["", /cannot name a tool; use 1 to 128 of/],
  ["has space", /cannot name a tool/],
  ["a/b", /cannot name a tool/],
  ["ü", /cannot name a tool/],
  ["x".repeat(129), /cannot name a tool/],
])("the name %j is refused", (name, message) => {
  expect(() => create().tool(name, { description }, () => "")).toThrow(
    expect.objectContaining({
      code: "INVALID_DEFINITION",
      message: expect.stringMatching(message),
    }),
  );
});

test("a definition that could not work is refused when it is made", () => {
  const server = create().tool("once", { description }, () => "");
  expect(() => server.tool("once", { description }, () => "")).toThrow(
    /There is a tool once already/,
  );
  expect(() => server.tool("mute", { description: "" }, () => "")).toThrow(
    /has no description; say what it does/,
  );
  const missing = undefined as never;
  expect(() => server.tool("idle", { description }, missing)).toThrow(
    /The handler of tool idle must be a function, not undefined/,
  );
  expect(() => server.prompt("idle", { description }, missing)).toThrow(/handler of prompt idle/);
  expect(() => server.resource("a://b", {}, missing)).toThrow(/handler of resource a:\/\/b/);
  expect(() => server.resource("a://{b}", {}, missing)).toThrow(/handler of resource a:\/\/\{b\}/);
  async function* stream() {
    yield 1;
  }
  expect(() => server.tool("stream", { description }, stream)).toThrow(
    /The handler of tool stream is a generator function, whose body would never run/,
  );
  const late = { description, timeout: "soon" as never };
  expect(() => server.tool("late", late, () => "")).toThrow(
    'The timeout of tool late: "soon" is not a duration',
  );
  expect(() => server.prompt("late", late, () => "")).toThrow(
    'The timeout of prompt late: "soon" is not a duration',
  );
  expect(() => server.resource("a://late", late, () => "")).toThrow(
    'The timeout of resource a://late: "soon" is not a duration',
  );
  const kept = { cache: { ttl: "soon" as never } };
  expect(() => server.resource("a://kept", kept, () => "")).toThrow(
    'The ttl in the cache of resource a://kept: "soon" is not a duration',
  );
  const input: JsonSchema = {
    type: "object",
    properties: { a: { type: "number", "x-mcp-header": "A" } },
  };
  expect(() => server.tool("header", { description, input }, () => "")).toThrow(
    /x-mcp-header of "a" needs type/,
  );
  expect(server["~core"].catalogue.tools.size).toBe(1);
});

test("a tool is listed with all that was said of it", () => {
  const server = create().tool(
    "full",
    {
      title: "Full",
      description,
      input: z.object({ a: z.number().describe("How many") }),
      output: z.object({ b: z.string() }),
      annotations: { readOnlyHint: true, openWorldHint: false },
      icons: [{ src: "https://example.com/i.png", mimeType: "image/png" }],
      meta: { "example.com/team": "x" },
    },
    () => ({ b: "" }),
  );
  expect(server["~core"].catalogue.tools.get("full")?.listed).toEqual({
    name: "full",
    title: "Full",
    description,
    inputSchema: {
      type: "object",
      properties: { a: { type: "number", description: "How many" } },
      required: ["a"],
    },
    outputSchema: {
      type: "object",
      properties: { b: { type: "string" } },
      required: ["b"],
      additionalProperties: false,
    },
    annotations: { readOnlyHint: true, openWorldHint: false },
    icons: [{ src: "https://example.com/i.png", mimeType: "image/png" }],
    _meta: { "example.com/team": "x" },
  });
});

test("a handler may return one of several kinds of value, at once or later", () => {
  const isEmpty = (): boolean => Math.random() < 2;
  const server = create()
    .tool("at_once", { description }, () => (isEmpty() ? "none" : { a: 1 }))
    .tool("later", { description }, async () => (isEmpty() ? { b: 1 } : { a: 1 }))
    .tool("picture", { description }, () => (isEmpty() ? "none" : image("", "image/png")));
  type Tools = (typeof server)["~catalogue"]["tools"];
  expectTypeOf<Tools["later"]["output"]>().toExtend<{ a?: number; b?: number }>();
  expectTypeOf<Tools["picture"]["output"]>().toBeUnknown();
});
