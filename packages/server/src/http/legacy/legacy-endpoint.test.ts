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
