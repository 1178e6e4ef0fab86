import { expect, test } from "vitest";
import { FetchExchange } from "./fetch-exchange.ts";

const create = (): FetchExchange => new FetchExchange(new Request("http://localhost/mcp"));

test.each<[string, number, Readonly<Record<string, string>>]>([
  ["a status beyond HTTP", 1000, {}],
  ["a status without a body", 204, {}],
  ["a header with a line", 200, { "x-a": "b\nc" }],
  ["a header beyond Latin-1", 200, { "x-a": "日本" }],
  ["a header without a name", 200, { "": "b" }],
])("an answer with %s becomes a 500", async (_case, status, headers) => {
  const exchange = create();
  exchange.reply(status, headers, "{}");
  const response = await exchange.response;
  expect(response.status).toBe(500);
  expect(await response.json()).toMatchObject({ jsonrpc: "2.0", error: { code: -32603 } });
});

test("a stream with a header that HTTP does not allow becomes a 500, and its request ends", async () => {
  const exchange = create();
  const gone = new Promise<void>((resolve) => exchange.onGone(resolve));
  const stream = exchange.stream({ "x-a": "b\nc" });
  expect((await exchange.response).status).toBe(500);
  await gone;
  stream.write("data: 1\n\n");
  stream.end();
});

test("a client that went before its request arrived is gone", async () => {
  const signal = AbortSignal.abort();
  const exchange = new FetchExchange(new Request("http://localhost/mcp", { signal }));
  await new Promise<void>((resolve) => exchange.onGone(resolve));
});
