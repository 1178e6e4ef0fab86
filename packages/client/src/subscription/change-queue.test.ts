import { expect, test } from "vitest";
import { ChangeQueue } from "./change-queue.ts";

const changed = (uri: string) =>
  ({ jsonrpc: "2.0", method: "notifications/resources/updated", params: { uri } }) as const;

test("a change that already waits is not reported twice", async () => {
  const queue = new ChangeQueue();
  for (const uri of ["a", "b", "a", "a"]) queue.push(changed(uri));
  queue.finish();
  const taken: unknown[] = [];
  for await (const { params } of queue.take()) taken.push(params["uri"]);
  expect(taken).toEqual(["a", "b"]);
});

test("a change wakes the waiting reader, and the end may be an error", async () => {
  const queue = new ChangeQueue();
  const changes = queue.take();
  const first = changes.next();
  queue.push(changed("a"));
  expect((await first).value?.params).toEqual({ uri: "a" });
  const second = changes.next();
  queue.finish(new Error("over"));
  await expect(second).rejects.toThrow("over");
});
