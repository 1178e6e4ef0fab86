import type { JsonObject } from "@mortise/protocol";
import { createFakeClock } from "@mortise/protocol/test-kit";
import { expect, test } from "vitest";
import { paginate } from "./paginate.ts";

const tool = (name: string): JsonObject => ({ name, inputSchema: { type: "object" } });

/** Reads a list whose pages are given. */
function read(pages: readonly JsonObject[], field: "tools" | "resources" = "tools") {
  const sent: JsonObject[] = [];
  const warnings: string[] = [];
  const reading = paginate(`${field}/list`, field, {
    send: async (params) => {
      sent.push(params);
      return pages[sent.length - 1] ?? { [field]: [tool("beyond")] };
    },
    warn: (message) => warnings.push(message),
  });
  return { sent, warnings, reading };
}

test("pages are read by their cursors, in order", async () => {
  const { sent, reading } = read([
    { tools: [tool("a"), tool("b")], nextCursor: "1" },
    { tools: [], nextCursor: 2 },
    { tools: [tool("c")] },
  ]);
  expect(await reading).toEqual([tool("a"), tool("b"), tool("c")]);
  expect(sent).toEqual([{}, { cursor: "1" }, { cursor: 2 }]);
});

test("a page may hold more items than a function can have arguments", async () => {
  const tools = Array.from({ length: 200_000 }, (_, index) => tool(`t${index}`));
  expect(await read([{ tools }]).reading).toHaveLength(200_000);
});

test.each([null, "", undefined, {}])("a cursor of %j ends the list", async (nextCursor) => {
  const { sent, reading } = read([{ tools: [tool("a")], nextCursor }]);
  expect(await reading).toEqual([tool("a")]);
  expect(sent).toHaveLength(1);
});

test("a cursor that comes again ends the list, which keeps each entry once", async () => {
  const { sent, warnings, reading } = read([
    { tools: [tool("a")], nextCursor: "x" },
    { tools: [tool("a"), tool("b")], nextCursor: "x" },
  ]);
  expect(await reading).toEqual([tool("a"), tool("b")]);
  expect(sent).toHaveLength(2);
  expect(warnings).toEqual([
    "tools/list returned the cursor of an earlier page; the list ends there",
  ]);
});

test("null stands for an empty list", async () => {
  expect(await read([{ tools: null }]).reading).toEqual([]);
});

test.each([{}, { tools: {} }])("a page of %j is no page", async (page) => {
  await expect(read([page]).reading).rejects.toMatchObject({
    code: "INVALID_RESPONSE",
    message: "tools/list was answered without a list of tools",
  });
});

test("a malformed entry costs itself alone, with a warning", async () => {
  const broken = [null, "x", { name: 5 }, { description: "nameless" }, []];
  const { warnings, reading } = read([{ tools: [tool("a"), ...broken, tool("b")] }]);
  expect(await reading).toEqual([tool("a"), tool("b")]);
  expect(warnings).toHaveLength(broken.length);
});

test("members that are null or of a wrong type are left out, and what an entry needs is added", async () => {
  const { warnings, reading } = read([
    {
      tools: [
        { ...tool("a"), annotations: null, title: null, _meta: null },
        { ...tool("b"), description: 7 },
        { name: "c" },
        { name: "d", inputSchema: null },
      ],
    },
  ]);
  expect(await reading).toEqual([tool("a"), tool("b"), tool("c"), tool("d")]);
  expect(warnings).toEqual([
    'The entry "b" of tools has no valid description, which is left out',
    'The entry "c" of tools has no valid inputSchema, which is left out',
    'The entry "d" of tools has no valid inputSchema, which is left out',
  ]);
  const uri = "a:b";
  expect(await read([{ resources: [{ uri }] }], "resources").reading).toEqual([{ uri, name: uri }]);
});

test("a list of more than a thousand pages is refused", async () => {
  let pages = 0;
  const reading = paginate("tools/list", "tools", {
    send: async () => {
      pages += 1;
      return { tools: [], nextCursor: String(pages) };
    },
  });
  await expect(reading).rejects.toThrow("tools/list did not end within 1000 pages");
  expect(pages).toBe(1000);
});

test("a list of more than 64 MiB after its first page is refused", async () => {
  const filler = "x".repeat(16 * 1024 * 1024);
  let pages = 0;
  const reading = paginate("tools/list", "tools", {
    send: async () => {
      pages += 1;
      return { tools: [], filler, nextCursor: String(pages) };
    },
  });
  await expect(reading).rejects.toMatchObject({ code: "INVALID_RESPONSE" });
  expect(pages).toBe(5);
});

test("a list that does not end in time is given up, and says after how many pages", async () => {
  const clock = createFakeClock();
  let pages = 0;
  const reading = paginate("tools/list", "tools", {
    send: async () => {
      await clock.advance(400);
      pages += 1;
      return { tools: [], nextCursor: String(pages) };
    },
    clock,
    timeoutMs: 1000,
  });
  await expect(reading).rejects.toMatchObject({
    code: "TIMEOUT",
    message: expect.stringContaining("within 1000 ms, after 3 pages"),
  });
});
