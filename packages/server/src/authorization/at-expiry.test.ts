import type { AuthProvider, JsonObject } from "@mortise/protocol";
import { MetaKey } from "@mortise/protocol";
import { createFakeClock } from "@mortise/protocol/test-kit";
import { expect, test } from "vitest";
import { createServer } from "../server.ts";

/** Milliseconds for which the caller's credentials are good. */
const LIFETIME_MS = 60_000;

/** A server whose callers' credentials end; `x-expires` names another end, in milliseconds from now. */
function create() {
  const clock = createFakeClock();
  const auth: AuthProvider = {
    authenticate: async ({ header }) => {
      const expiresAt = clock.now() + Number(header("x-expires") ?? LIFETIME_MS);
      return { principal: { id: "ann", expiresAt } };
    },
  };
  const server = createServer({ name: "s", version: "1", clock, auth });
  const send = (
    method: string,
    headers: Readonly<Record<string, string>>,
    message?: JsonObject,
  ): Promise<Response> =>
    server.fetch(
      new Request("http://localhost/mcp", {
        method,
        headers: {
          accept: "application/json, text/event-stream",
          ...(message && { "content-type": "application/json" }),
          ...headers,
        },
        ...(message && { body: JSON.stringify({ jsonrpc: "2.0", ...message }) }),
      }),
    );
  const listen = (headers: Readonly<Record<string, string>> = {}): Promise<Response> =>
    send(
      "POST",
      {
        "mcp-protocol-version": "2026-07-28",
        "mcp-method": "subscriptions/listen",
        ...headers,
      },
      {
        id: 1,
        method: "subscriptions/listen",
        params: {
          notifications: { toolsListChanged: true },
          _meta: {
            [MetaKey.protocolVersion]: "2026-07-28",
            [MetaKey.clientCapabilities]: {},
          },
        },
      },
    );
  const begin = async (): Promise<Readonly<Record<string, string>>> => {
    const params = { protocolVersion: "2025-11-25", capabilities: {} };
    const begun = await send("POST", {}, { id: 0, method: "initialize", params });
    await begun.text();
    return {
      "mcp-session-id": begun.headers.get("mcp-session-id") ?? "",
      "mcp-protocol-version": "2025-11-25",
    };
  };
  return { clock, server, send, listen, begin };
}

/** Returns whether a stream has ended, and its text as soon as that is so. */
function watch(response: Response) {
  const state = { isOver: false, text: "" };
  const over = response.text().then((text) => Object.assign(state, { isOver: true, text }));
  return { state, over };
}

test("a subscription is answered at the end of its caller's credentials", async () => {
  const { clock, server, listen } = create();
  const { state, over } = watch(await listen());
  await clock.advance(LIFETIME_MS - 1);
  server.tool("late", { description: "d" }, () => "");
  await clock.advance(0);
  expect(state.isOver).toBe(false);
  await clock.advance(1);
  const { text } = await over;
  expect(text).toContain("notifications/tools/list_changed");
  expect(text).toContain('"resultType":"complete"');
});

test("credentials that are over, by clocks that differ, end a subscription at once", async () => {
  const { clock, listen } = create();
  const { over } = watch(await listen({ "x-expires": "-1000" }));
  await clock.advance(0);
  expect((await over).text).toContain('"resultType":"complete"');
});

test.each(["Infinity", "NaN"])("an end of %s is none", async (expires) => {
  const { clock, server, listen } = create();
  const { state, over } = watch(await listen({ "x-expires": expires }));
  await clock.advance("24h");
  expect(state.isOver).toBe(false);
  await server.close();
  await over;
});

test("the stream of a session ends with the credentials of its GET, and goes on with new ones", async () => {
  const { clock, server, send, begin } = create();
  const session = await begin();
  const first = watch(await send("GET", session));
  await clock.advance(LIFETIME_MS);
  const { text } = await first.over;
  const [last = ""] = [...text.matchAll(/^id: (.+)$/gm)].map(([, id]) => id).slice(-1);
  server.tool("missed", { description: "d" }, () => "");
  await clock.advance(0);
  const second = watch(await send("GET", { ...session, "last-event-id": last }));
  await clock.advance(LIFETIME_MS - 1);
  expect(second.state.isOver).toBe(false);
  await clock.advance(1);
  expect((await second.over).text).toContain("notifications/tools/list_changed");
});
