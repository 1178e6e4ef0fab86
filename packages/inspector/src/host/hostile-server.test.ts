import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { openPage, stdioTarget } from "./fixture/open-page.ts";

const HOSTILE = fileURLToPath(new URL("fixture/hostile.ts", import.meta.url));

function hostile(kind: string): ReturnType<typeof stdioTarget> {
  return stdioTarget("hostile", [process.execPath, HOSTILE, kind]);
}

test("entries of no known type are set aside with their faults, and the others reviewed", async () => {
  const page = await openPage([hostile("types")]);
  const { tools, prompts, resources, templates } = await page.catalogue("hostile");
  expect(tools.items).toHaveLength(10);
  expect(tools.failure).toMatchObject({
    code: "MALFORMED_ENTRIES",
    step: "read tools/list",
    cause: expect.stringContaining(
      "8 of 18 entries cannot be shown: entry 2 has title that is no string; entry 3",
    ),
  });
  for (const { items, failure } of [prompts, resources, templates]) {
    expect([failure?.code, items.length]).toEqual([
      "MALFORMED_ENTRIES",
      items === templates.items ? 1 : 0,
    ]);
  }
  const review = await page.send("review", { connection: "hostile" });
  expect([review.status, await review.text()]).toEqual([200, expect.any(String)]);
  const { serverInfo } = await page.connection("hostile", "connected");
  expect(serverInfo).toEqual({ name: "h", version: "1" });
});

test("a list of 200,000 tools is read whole", async () => {
  const page = await openPage([hostile("many")]);
  const { tools } = await page.catalogue("hostile");
  expect([tools.failure, tools.items.length]).toEqual([undefined, 200_000]);
});

test("a schema deeper than any stack is set aside, and ends nothing", async () => {
  const page = await openPage([hostile("plain")]);
  await page.catalogue("hostile");
  await page.call("hostile", "tools/call", { name: "plain", arguments: { as: "to-deep" } });
  const failed = await page.until(() =>
    page.last("catalogue", ({ catalogue }) => catalogue.tools.failure !== undefined),
  );
  expect(failed.catalogue.tools).toMatchObject({ items: [{ name: "plain" }] });
  const after = await page.call("hostile", "tools/call", {
    name: "plain",
    arguments: { as: "list" },
  });
  expect(after.status).toBe("done");
});

test.each([
  ["types", "done"],
  ["list", "done"],
  ["markup", "done"],
  ["proto", "done"],
  ["deep", "failed"],
  ["none", "failed"],
  ["progress", "done"],
  ["logs", "done"],
  ["changed", "done"],
  ["asks", "done"],
  ["garbage", "done"],
])(
  "a server that answers with %s harms neither the process nor the next call",
  async (as, status) => {
    const page = await openPage([hostile("plain")]);
    await page.connection("hostile", "connected");
    const call = await page.call("hostile", "tools/call", { name: "plain", arguments: { as } });
    expect(call).toMatchObject({ status });
    const next = await page.call("hostile", "tools/call", {
      name: "plain",
      arguments: { as: "proto" },
    });
    expect(next.status).toBe("done");
    expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
  },
);

test("a raw request that is answered deeper than any stack ends", async () => {
  const page = await openPage([hostile("plain")]);
  await page.connection("hostile", "connected");
  const body = JSON.stringify({
    jsonrpc: "2.0",
    id: "raw",
    method: "tools/call",
    params: { name: "plain", arguments: { as: "deep" } },
  });
  const { call } = await page.post("raw", { connection: "hostile", body });
  expect((await page.ended(call)).status).toBe("failed");
});
