import { expect, test } from "vitest";
import { Body } from "./load/body.ts";
import { createCheck, createMessageWriter, firstId } from "./load/message.ts";

function body(...pieces: string[]): Body {
  return new Body(
    pieces.map((piece) => Buffer.from(piece)),
    pieces.join("").length,
  );
}

function callAnswer(id: number, text: string): string {
  return JSON.stringify({ jsonrpc: "2.0", id, result: { content: [{ type: "text", text }] } });
}

test("a request carries its id, and a name of its own to greet", () => {
  const request = JSON.parse(createMessageWriter("tools/call", "2026-07-28")(firstId));
  expect(request).toMatchObject({
    id: firstId,
    method: "tools/call",
    params: { name: "greet", arguments: { name: `guest ${firstId}` } },
  });
});

test("an id is found in any piece of an answer, even cut in two", () => {
  const answer = callAnswer(firstId, "x".repeat(50));
  for (let cut = 1; cut < answer.length; cut++) {
    expect(body(answer.slice(0, cut), answer.slice(cut)).readId()).toBe(firstId);
  }
});

test("a right answer passes, as JSON and as an event", () => {
  const answer = callAnswer(firstId, `Hello, guest ${firstId}!`);
  expect(() => createCheck("tools/call", 1)(firstId, body(answer))).not.toThrow();
  const event = `event: message\ndata: ${answer}\n\n`;
  expect(() => createCheck("tools/call", 1)(firstId, body(event))).not.toThrow();
});

test("a greeting for another guest, an error and a missing tool are wrong answers", () => {
  const check = createCheck("tools/call", 1);
  check(firstId, body(callAnswer(firstId, `Hello, guest ${firstId}!`)));
  const other = body(callAnswer(firstId + 1, `Hello, guest ${firstId}!`));
  expect(() => check(firstId + 1, other)).toThrow("Wrong answer to tools/call 1000001");
  const failed = { jsonrpc: "2.0", id: firstId, error: { code: -32603, message: "no" } };
  const error = body(JSON.stringify(failed));
  expect(() => createCheck("tools/call", 1)(firstId, error)).toThrow("Wrong answer");
  const list = { jsonrpc: "2.0", id: firstId, result: { tools: [{ name: "greet" }] } };
  const short = body(JSON.stringify(list));
  expect(() => createCheck("tools/list", 2)(firstId, short)).toThrow("Wrong answer");
});
