import type { JsonObject } from "@mortise/protocol";
import { expect, test } from "vitest";
import { paginate } from "./paginate.ts";

/** Reads a list whose pages are given. */
function read(pages: readonly JsonObject[]) {
  const sent: JsonObject[] = [];
  const reading = paginate("tools/list", "tools", async (params) => {
    sent.push(params);
    return pages[sent.length - 1] ?? { tools: ["beyond"] };
  });
  return { sent, reading };
}

test("pages are read by their cursors, in order", async () => {
  const { sent, reading } = read([
    { tools: [1, 2], nextCursor: "a" },
    { tools: [], nextCursor: "b" },
    { tools: [3] },
  ]);
  expect(await reading).toEqual([1, 2, 3]);
  expect(sent).toEqual([{}, { cursor: "a" }, { cursor: "b" }]);
});

test("a page may hold more items than a function can have arguments", async () => {
  const tools = Array.from({ length: 200_000 }, (_, index) => index);
  expect(await read([{ tools }]).reading).toHaveLength(200_000);
});

test.each([null, 5, undefined])("a cursor of %j ends the list", async (nextCursor) => {
  const { sent, reading } = read([{ tools: [1], nextCursor }]);
  expect(await reading).toEqual([1]);
  expect(sent).toHaveLength(1);
});

test("a cursor that comes again is refused, since the list would never end", async () => {
  const { reading } = read([
    { tools: [1], nextCursor: "a" },
    { tools: [2], nextCursor: "b" },
    { tools: [3], nextCursor: "a" },
  ]);
  await expect(reading).rejects.toThrow("tools/list returned the same cursor twice");
});

test.each([{}, { tools: null }, { tools: {} }])("a page of %j is no page", async (page) => {
  await expect(read([page]).reading).rejects.toMatchObject({
    code: "INVALID_RESPONSE",
    message: "tools/list was answered without a list of tools",
  });
});

test("a list of more than a thousand pages is refused", async () => {
  let pages = 0;
  const reading = paginate("tools/list", "tools", async () => {
    pages += 1;
    return { tools: [], nextCursor: String(pages) };
  });
  await expect(reading).rejects.toThrow("tools/list did not end within 1000 pages");
  expect(pages).toBe(1000);
});
