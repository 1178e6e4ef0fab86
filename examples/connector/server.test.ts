import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { connect } from "mortise";
import "mortise/vitest";
import { expect, test } from "vitest";
import { createTicketServer } from "./create-ticket-server.ts";
import { TicketApi } from "./ticket-api.ts";

const TICKETS = ["T-3", "T-2", "T-1"].map((id) => ({ id, title: `${id} fails`, state: "open" }));

/** The API on a port, with pages of two tickets; `status` is that of every answer. */
async function startApi({ status = 200, headers = {} } = {}) {
  const server = createServer(({ url = "", headers: sent }, response) => {
    const { pathname, searchParams } = new URL(url, "http://api");
    const page = Number(searchParams.get("page"));
    const found =
      pathname === "/tickets"
        ? { items: TICKETS.slice(page * 2 - 2, page * 2), next: page === 1 ? 2 : null }
        : TICKETS.find(({ id }) => pathname === `/tickets/${id}`);
    const isKnown = sent.authorization === "Bearer secret";
    response.writeHead(isKnown ? (found ? status : 404) : 401, headers);
    response.end(JSON.stringify(found ?? {}));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** A client of the server over this API. */
const connectTo = (url: string, key = "secret") =>
  connect(createTicketServer(new TicketApi({ url, key })));

test("pages lead to each other, and the last one to none", async () => {
  await using api = await startApi();
  await using client = await connectTo(api.url);
  const first = await client.callTool("search_tickets", { words: "fails" });
  expect(first.structured?.tickets.map(({ id }) => id)).toEqual(["T-3", "T-2"]);
  const page = first.structured?.next ?? undefined;
  const second = await client.callTool("search_tickets", { words: "fails", page });
  expect(second.structured).toMatchObject({ tickets: [{ id: "T-1" }], next: null });
});

test("a ticket is found by its id, and a missing one is an error with a code", async () => {
  await using api = await startApi();
  await using client = await connectTo(api.url);
  expect(await client.callTool("get_ticket", { id: "T-2" })).toHaveStructured(TICKETS[1]);
  expect(await client.callTool("get_ticket", { id: "../secrets" })).toFailWith("not_found");
});

test.each([
  [{ status: 429, headers: { "retry-after": "7" } }, "rate_limited"],
  [{ status: 500 }, "upstream_error"],
])("an API that answers %j is an error that the model can act on", async (answer, code) => {
  await using api = await startApi(answer);
  await using client = await connectTo(api.url);
  expect(await client.callTool("get_ticket", { id: "T-2" })).toFailWith(code);
});

test("an API that is not there is an error that the model can act on", async () => {
  const gone = await startApi();
  await gone[Symbol.asyncDispose]();
  await using client = await connectTo(gone.url);
  expect(await client.callTool("get_ticket", { id: "T-2" })).toFailWith("unavailable");
});

test("a refused key is named, and not shown", async () => {
  await using api = await startApi();
  await using client = await connectTo(api.url, "another-secret");
  const refused = await client.callTool("get_ticket", { id: "T-2" });
  expect(refused).toFailWith("upstream_refused");
  expect(JSON.stringify(refused)).not.toContain("another-secret");
});
