import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { FakeProvider } from "./fake-provider.ts";
import { startFakeProvider } from "./fake-provider.ts";
import { callThenAnswer, scriptedReplies } from "./reply-script.ts";

let provider: FakeProvider;
beforeEach(async () => {
  provider = await startFakeProvider({
    script: callThenAnswer([{ name: "look", args: { id: 1 } }], ([text]) => `Seen: ${text}`),
  });
});
afterEach(async () => {
  await provider.close();
});

const HEADERS = {
  "content-type": "application/json",
  "x-api-key": "k",
  "anthropic-version": "2023-06-01",
  authorization: "Bearer k",
  "x-goog-api-key": "k",
};

function post(
  path: string,
  body: unknown,
  headers: Record<string, string> = HEADERS,
): Promise<Response> {
  return fetch(provider.url + path, { method: "POST", headers, body: JSON.stringify(body) });
}

const ANTHROPIC = "/v1/messages";
const RESPONSES = "/v1/responses";
const CHAT = "/v1/chat/completions";
const GEMINI = "/v1beta/models/gemini-x:generateContent";

const tool = { name: "look", input_schema: { type: "object" } };
const use = { type: "tool_use", id: "a", name: "look", input: {} };
const base = { model: "m", max_tokens: 100 };
const hello = { role: "user", content: "Hello" };

describe("requests that the real providers refuse are refused", () => {
  test.each<[string, string, unknown, RegExp]>([
    [
      "a call without its result",
      ANTHROPIC,
      { ...base, tools: [tool], messages: [hello, { role: "assistant", content: [use] }, hello] },
      /no tool_result/,
    ],
    [
      "a result without its call",
      ANTHROPIC,
      {
        ...base,
        messages: [{ role: "user", content: [{ type: "tool_result", tool_use_id: "x" }] }],
      },
      /no tool_use/,
    ],
    [
      "calls without tools",
      ANTHROPIC,
      {
        ...base,
        messages: [
          hello,
          { role: "assistant", content: [use] },
          { role: "user", content: [{ type: "tool_result", tool_use_id: "a" }] },
        ],
      },
      /tools: must be defined/,
    ],
    ["no max_tokens", ANTHROPIC, { model: "m", messages: [hello] }, /max_tokens/],
    ["two turns of one role", ANTHROPIC, { ...base, messages: [hello, hello] }, /alternate/],
    [
      "an empty text",
      ANTHROPIC,
      { ...base, messages: [{ role: "user", content: [{ type: "text", text: " " }] }] },
      /non-empty/,
    ],
    [
      "a call without its output",
      RESPONSES,
      {
        model: "m",
        input: [{ type: "function_call", call_id: "a", name: "look", arguments: "{}" }],
      },
      /No tool output found/,
    ],
    [
      "an output without its call",
      RESPONSES,
      { model: "m", input: [{ type: "function_call_output", call_id: "a", output: "" }] },
      /No tool call found/,
    ],
    [
      "a reference to what is not stored",
      RESPONSES,
      { model: "m", input: [{ type: "item_reference", id: "msg_1" }] },
      /nothing is stored/,
    ],
    [
      "arguments that are no JSON",
      RESPONSES,
      {
        model: "m",
        input: [
          { type: "function_call", call_id: "a", name: "look", arguments: "{" },
          { type: "function_call_output", call_id: "a", output: "" },
        ],
      },
      /must be JSON/,
    ],
    [
      "a call without a tool message",
      CHAT,
      {
        model: "m",
        messages: [
          hello,
          {
            role: "assistant",
            tool_calls: [{ id: "a", function: { name: "look", arguments: "{}" } }],
          },
        ],
      },
      /no tool message/,
    ],
    [
      "a tool message without a call",
      CHAT,
      { model: "m", messages: [hello, { role: "tool", tool_call_id: "a", content: "" }] },
      /without a preceding/,
    ],
    [
      "tool content that is no text",
      CHAT,
      {
        model: "m",
        messages: [
          hello,
          {
            role: "assistant",
            tool_calls: [{ id: "a", function: { name: "look", arguments: "{}" } }],
          },
          { role: "tool", tool_call_id: "a", content: [] },
        ],
      },
      /must be text/,
    ],
    [
      "an unknown role",
      CHAT,
      { model: "m", messages: [{ role: "robot", content: "" }] },
      /unknown role/,
    ],
    [
      "a bad tool name",
      CHAT,
      { model: "m", messages: [hello], tools: [{ type: "function", function: { name: "a b" } }] },
      /tool name a b/,
    ],
    [
      "half a character",
      CHAT,
      { model: "m", messages: [{ role: "user", content: "\ud83d" }] },
      /no low surrogate/,
    ],
    [
      "a call without its response",
      GEMINI,
      {
        contents: [
          { role: "user", parts: [{ text: "Hello" }] },
          { role: "model", parts: [{ functionCall: { id: "a", name: "look" } }] },
        ],
      },
      /no function response/,
    ],
    [
      "two turns of one role",
      GEMINI,
      {
        contents: [
          { role: "user", parts: [{ text: "a" }] },
          { role: "user", parts: [{ text: "b" }] },
        ],
      },
      /alternate/,
    ],
  ])("%s, at %s", async (_name, path, body, message) => {
    const response = await post(path, body);
    expect(response.status).toBe(400);
    expect(await response.text()).toMatch(message);
    expect(provider.requests[0]?.problems).not.toEqual([]);
  });

  const withSchema: Record<string, (schema: unknown, description?: string) => object> = {
    [ANTHROPIC]: (input_schema) => ({
      ...base,
      messages: [hello],
      tools: [{ name: "look", input_schema }],
    }),
    [RESPONSES]: (parameters, description) => ({
      model: "m",
      input: "Hello",
      tools: [{ type: "function", name: "look", parameters, description }],
    }),
    [CHAT]: (parameters, description) => ({
      model: "m",
      messages: [hello],
      tools: [{ type: "function", function: { name: "look", parameters, description } }],
    }),
    [GEMINI]: (parametersJsonSchema) => ({
      contents: [{ role: "user", parts: [{ text: "Hello" }] }],
      tools: [{ functionDeclarations: [{ name: "look", parametersJsonSchema }] }],
    }),
  };
  const of = (property: unknown): object => ({ type: "object", properties: { a: property } });
  const OPENAI = [RESPONSES, CHAT];

  test.each<[string, readonly string[], object | null, RegExp]>([
    ["no type", [ANTHROPIC, ...OPENAI], {}, /type/],
    ["null", [ANTHROPIC, ...OPENAI], null, /type/],
    ["alternatives", [ANTHROPIC, ...OPENAI], { ...of({}), anyOf: [{}] }, /top level/],
    ["not at the top", OPENAI, { ...of({}), not: {} }, /top level/],
    ["no properties", OPENAI, { type: "object" }, /missing properties/],
    ["no items", OPENAI, of({ type: "array" }), /missing items/],
    ["a type that is none", [ANTHROPIC, ...OPENAI], of({ type: "int" }), /2020-12|not valid under/],
    ["a tuple of draft 7", [ANTHROPIC, ...OPENAI], of({ items: [{}] }), /2020-12|not valid under/],
    [
      "properties that are null",
      [ANTHROPIC, ...OPENAI],
      { type: "object", properties: null },
      /2020-12|not valid under/,
    ],
    [
      "the name of a property",
      [ANTHROPIC],
      of({ type: "object", properties: { "a b": {} } }),
      /Property keys/,
    ],
    ["a reference that leads nowhere", [...OPENAI, GEMINI], of({ $ref: "#/$defs/B" }), /reference/],
    [
      "keywords beside a reference",
      [GEMINI],
      { ...of({ $ref: "#/$defs/B", title: "t" }), $defs: { B: {} } },
      /beside \$ref/,
    ],
    [
      "types of items",
      [GEMINI],
      of({ type: "array", items: { type: ["object", "null"], properties: {} } }),
      /one type/,
    ],
  ])("an input schema with %s, at %j", async (_name, paths, schema, message) => {
    for (const path of Object.keys(withSchema)) {
      const response = await post(path, withSchema[path]?.(schema));
      expect([path, response.status]).toEqual([path, paths.includes(path) ? 400 : 200]);
      if (paths.includes(path)) expect(await response.text()).toMatch(message);
    }
  });

  test.each(OPENAI)("a description of over 1,024 characters, at %s", async (path) => {
    const body = (length: number) => withSchema[path]?.(of({}), "x".repeat(length));
    expect((await post(path, body(1024))).status).toBe(200);
    expect((await post(path, body(1025))).status).toBe(400);
  });

  test.each<[string, string, string, RegExp]>([
    ["no base64", "image/png", "!!!!", /not valid base64/],
    ["no data", "image/png", "", /must not be empty/],
    ["another type", "image/jpg", "aaaa", /media_type/],
    ["over 5 MB", "image/png", "a".repeat(5 * 1024 * 1024 + 4), /exceeds 5 MB/],
  ])("an image of %s", async (_name, media_type, data, message) => {
    const image = { type: "image", source: { type: "base64", media_type, data } };
    const response = await post(ANTHROPIC, {
      ...base,
      messages: [{ role: "user", content: [image] }],
    });
    expect(await response.text()).toMatch(message);
  });

  test.each([ANTHROPIC, RESPONSES, GEMINI])("no key, at %s", async (path) => {
    expect((await post(path, {}, { "content-type": "application/json" })).status).toBe(401);
  });

  test("an unknown path", async () => {
    expect((await post("/v2/else", {})).status).toBe(404);
  });
});

test("a model with a context that is too small refuses in the words of its provider", async () => {
  await using small = await startFakeProvider({ script: () => ({ text: "Hi" }), contextSize: 10 });
  const ask = async (content: string): Promise<Response> =>
    fetch(small.url + ANTHROPIC, {
      method: "POST",
      headers: HEADERS,
      body: JSON.stringify({ ...base, messages: [{ role: "user", content }] }),
    });
  expect((await ask("x".repeat(10))).status).toBe(200);
  const response = await ask("x".repeat(11));
  expect(response.status).toBe(400);
  expect(await response.text()).toContain("prompt is too long: 11 tokens > 10 maximum");
});

test("answers in a stream end with what their format ends with", async () => {
  const events = await (
    await post(ANTHROPIC, { ...base, stream: true, messages: [hello], tools: [tool] })
  ).text();
  expect(events).toContain("event: ping");
  expect(events).toMatch(/"stop_reason":"tool_use"[\s\S]*event: message_stop/);
  const chunks = await (await post(CHAT, { model: "m", stream: true, messages: [hello] })).text();
  expect(chunks.trim().endsWith("data: [DONE]")).toBe(true);
});

test("no two answers have the same ids", async () => {
  const ids = new Set<string>();
  for (let turn = 0; turn < 3; turn++) {
    const body = (await (await post(ANTHROPIC, { ...base, messages: [hello] })).json()) as {
      id: string;
      content: { id: string }[];
    };
    ids.add(body.id).add(String(body.content[0]?.id));
  }
  expect(ids.size).toBe(6);
});

test("a script repeats its last reply", () => {
  const script = scriptedReplies({ text: "one" }, { text: "two" });
  const request = {} as Parameters<typeof script>[0];
  expect([script(request), script(request), script(request)]).toEqual([
    { text: "one" },
    { text: "two" },
    { text: "two" },
  ]);
});
