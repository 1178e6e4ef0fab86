import { ErrorCode } from "@mortise/protocol";
import { expect, test } from "vitest";
import { ScriptedClient } from "../connection/fixture/scripted-client.ts";
import { file, image } from "../content/block.ts";
import type { ServerEvent } from "../log/mask.ts";
import { createServer } from "../server.ts";

/** Renders a prompt whose handler gives `value`. */
async function render(value: unknown) {
  const events: ServerEvent[] = [];
  const log = (event: ServerEvent): unknown => events.push(event);
  const server = createServer({ name: "s", version: "1", log });
  server.prompt("p", { description: "Static" }, () => value as never);
  const { result, error } = await new ScriptedClient(server).request("prompts/get", { name: "p" });
  return { messages: result?.["messages"], result, error, events };
}

const user = (content: object): object => ({ role: "user", content });
const text = (words: string): object => ({ type: "text", text: words });
const block = image("AA==", "image/png");

test.each([
  ["text", "Look", [user(text("Look"))]],
  ["a message", { role: "user", content: "Look" }, [user(text("Look"))]],
  ["a block", block, [user({ ...block })]],
  ["blocks side by side", [block, block], [user({ ...block }), user({ ...block })]],
  [
    "a message with several blocks",
    [{ role: "assistant", content: [text("a"), "b"] }],
    [
      { role: "assistant", content: text("a") },
      { role: "assistant", content: text("b") },
    ],
  ],
  ["a promise as content", [{ role: "user", content: Promise.resolve("a") }], [user(text("a"))]],
  ["a Set of messages", new Set([{ role: "user", content: "a" }]), [user(text("a"))]],
  ["no messages", [], []],
])("%s makes the messages of a prompt", async (_what, value, expected) => {
  expect((await render(value)).messages).toEqual(expected);
});

test("a result as it is sent is one", async () => {
  const messages = [{ role: "user", content: { ...file("a", { name: "a.txt" }) } }];
  const { result } = await render({
    description: "Fresh",
    messages,
    _meta: { "example.com/a": 1 },
  });
  expect(result).toMatchObject({
    description: "Fresh",
    messages,
    _meta: { "example.com/a": 1 },
  });
});

test.each([
  [
    "a role of other protocols",
    [{ role: "system", content: "a" }],
    /^prompt p gave \[0\]: a message with the role "system"; .*"assistant"$/,
  ],
  ["a list of texts", ["a", "b"], /gave \[0\]: "a", which is no message; return/],
  ["a message without content", [{ role: "user" }], /gave \[0\]: an object, which is no message/],
  [
    "a message with nothing in it",
    [{ role: "user", content: [] }],
    /gave \[0\]: a message without content/,
  ],
  [
    "an unknown block",
    [{ role: "user", content: { type: "memo" } }],
    /content is an object, not text or a block/,
  ],
  [
    "a number as content",
    { messages: [{ role: "user", content: 7 }] },
    /gave messages\[0\]: .*content is a number/,
  ],
  ["messages that are no list", { messages: 7 }, /gave messages: a number, which is no message/],
  [
    "a description that is no text",
    { description: 7, messages: [] },
    /a description that is a number/,
  ],
  ["nothing", undefined, /gave undefined, which is no message; return text/],
  ["null", null, /gave null/],
  ["data", { id: 1 }, /gave an object, which is no message/],
  ["a Response", new Response("x"), /it is a Response; read it/],
])("%s is refused with the reason", async (_what, value, message) => {
  const { error, events } = await render(value);
  expect(error).toMatchObject({
    code: ErrorCode.InternalError,
    message: expect.stringMatching(message),
    data: { code: "invalid_output" },
  });
  expect(events).toEqual([]);
});

test("a returned error fails the prompt as a thrown one does", async () => {
  const { error, events } = await render(new Error("hunter2"));
  expect(error.message).toMatch(/^internal error/);
  expect(events).toMatchObject([{ error: { message: "hunter2" } }]);
});
