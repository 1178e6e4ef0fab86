import type { AuthProvider, JsonObject } from "@mortise/protocol";
import { expect, test } from "vitest";
import { createServer } from "../../server.ts";

/** Takes the value of `authorization` for the caller's id. */
const auth: AuthProvider = {
  authenticate: async ({ header }) => ({
    principal: { id: header("authorization") ?? "anonymous" },
  }),
};

const server = createServer({ name: "s", version: "1", auth }).tool(
  "caller",
  { description: "d" },
  (_input, { auth }) => auth?.id ?? "none",
);

function send(
  caller: string,
  method: string,
  message?: JsonObject,
  headers: Readonly<Record<string, string>> = {},
): Promise<Response> {
  return server.fetch(
    new Request("http://localhost/mcp", {
      method,
      headers: {
        authorization: caller,
        "content-type": "application/json",
        accept: "application/json, text/event-stream",
        ...headers,
      },
      ...(message && { body: JSON.stringify({ jsonrpc: "2.0", ...message }) }),
    }),
  );
}

async function begin(caller: string): Promise<Readonly<Record<string, string>>> {
  const response = await send(caller, "POST", {
    id: 0,
    method: "initialize",
    params: { protocolVersion: "2025-11-25" },
  });
  await response.text();
  return {
    "mcp-session-id": response.headers.get("mcp-session-id") ?? "",
    "mcp-protocol-version": "2025-11-25",
  };
}

const CALL = { id: 1, method: "tools/call", params: { name: "caller" } };

test.each<[string, string, JsonObject | undefined]>([
  ["a request", "POST", CALL],
  ["a notification", "POST", { method: "notifications/initialized" }],
  ["an answer", "POST", { id: "s-1", result: {} }],
  ["a stream", "GET", undefined],
  ["an end", "DELETE", undefined],
])("%s for the session of another caller is refused as for an unknown one", async (...sent) => {
  const [, method, message] = sent;
  const session = await begin("ann");
  const unknown = { ...session, "mcp-session-id": "unknown" };
  const answers = [
    await send("bob", method, message, session),
    await send("ann", method, message, unknown),
  ];
  expect(answers.map(({ status }) => status)).toEqual([404, 404]);
  const [foreign, absent] = await Promise.all(answers.map((answer) => answer.text()));
  expect(foreign).toBe(absent);
  // The session goes on for its own caller.
  const own = await send("ann", "POST", CALL, session);
  expect(await own.json()).toMatchObject({ result: { content: [{ text: "ann" }] } });
});

test("an answer that cannot be read is refused, and fails the question that it names", async () => {
  const asking = createServer({ name: "s", version: "1" }).tool(
    "ask",
    { description: "d" },
    async (_input, { elicit }) => {
      const schema = { type: "object", properties: { name: { type: "string" } } } as const;
      return elicit("name", { message: "Name?", schema });
    },
  );
  const headers = { "content-type": "application/json", accept: "application/json" };
  const post = (body: string, more: Readonly<Record<string, string>> = {}): Promise<Response> =>
    asking.fetch(
      new Request("http://localhost/mcp", {
        method: "POST",
        headers: { ...headers, ...more },
        body,
      }),
    );
  const params = { protocolVersion: "2025-06-18", capabilities: { elicitation: {} } };
  const begun = await post(JSON.stringify({ jsonrpc: "2.0", id: 0, method: "initialize", params }));
  const session = { "mcp-session-id": begun.headers.get("mcp-session-id") ?? "" };
  const call = { jsonrpc: "2.0", id: 1, method: "tools/call", params: { name: "ask" } };
  const called = await post(JSON.stringify(call), session);
  const deep = `${"[".repeat(100_000)}${"]".repeat(100_000)}`;
  const answer = `{"jsonrpc":"2.0","id":"server-1","error":{"code":1,"message":${deep}}}`;
  const refused = await post(answer, session);
  expect([refused.status, await refused.text()]).toEqual([
    400,
    expect.stringContaining('The \\"message\\" of an error must be a string'),
  ]);
  expect(await called.text()).toContain("must be a string, not an array");
});
