import { ErrorCode } from "@mortise/protocol";
import { expect, test } from "vitest";
import { gatherReplies, readBatch } from "./message-batch.ts";

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
  reply('{"id":2}');
  reply();
  expect(sent).toEqual([]);
  reply('{"id":1}');
  expect(sent).toEqual(['[{"id":2},{"id":1}]']);
});
