import { ErrorCode } from "@mortise/protocol";
import { expect, test } from "vitest";
import { gatherReplies, MAX_BATCH_LENGTH, readBatch } from "./message-batch.ts";

const batchOf = (count: number): string =>
  JSON.stringify(
    Array.from({ length: count }, (_, id) => ({ jsonrpc: "2.0", id, method: "ping" })),
  );

test.each([1, 100])("a batch of %i messages is read", (count) => {
  expect(readBatch(batchOf(count))).toHaveLength(count);
});

test.each([0, 101])("a batch of %i messages is refused", (count) => {
  expect(() => readBatch(batchOf(count))).toThrow(
    expect.objectContaining({ code: ErrorCode.InvalidRequest }),
  );
});

test("the responses of a batch are sent together, once each request has ended", () => {
  const sent: string[] = [];
  const reply = gatherReplies(3, (text) => sent.push(text));
  reply(2, '{"id":2}');
  reply(3);
  expect(sent).toEqual([]);
  reply(1, '{"id":1}');
  expect(sent).toEqual(['[{"id":2},{"id":1}]']);
});

test("an error takes the place of each response that makes the answer to a batch too long", () => {
  const sent: string[] = [];
  const reply = gatherReplies(4, (text) => sent.push(text));
  const large = JSON.stringify({ id: "l", result: "x".repeat(MAX_BATCH_LENGTH / 2 - 100) });
  for (const id of [1, 2, 3]) reply(id, large);
  reply(4, '{"id":4}');
  const responses = JSON.parse(sent[0] ?? "") as readonly unknown[];
  expect(responses).toHaveLength(4);
  expect(responses.slice(2)).toMatchObject([
    { id: 3, error: { code: ErrorCode.InternalError, data: { limit: MAX_BATCH_LENGTH } } },
    { id: 4 },
  ]);
});
