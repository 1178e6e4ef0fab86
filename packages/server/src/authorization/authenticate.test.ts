import type { AuthProvider, JsonObject } from "@mortise/protocol";
import { ErrorCode, MetaKey } from "@mortise/protocol";
import { describe, expect, test } from "vitest";
import { z } from "zod";
import type { ServerEvent } from "../log/mask.ts";
import type { Server } from "../server.ts";
import { createServer } from "../server.ts";

/** Takes `Bearer <name>` for the caller of that name. */
const byName: AuthProvider = {
  authenticate: async ({ header }) => {
    const [scheme, name] = header("authorization")?.split(" ") ?? [];
    if (scheme !== "Bearer" || name === undefined) {
      const headers = [["www-authenticate", 'Bearer realm="test"']] as const;
      return { status: 401, message: "Send a bearer token", headers };
    }
    if (name === "banned") return { status: 403, message: "Not for you" };
    if (name === "broken") throw new Error("secret database password");
    return { principal: { id: name, scopes: ["read"] } };
  },
};

function build(auth?: AuthProvider): { server: Server<unknown>; events: ServerEvent[] } {
  const events: ServerEvent[] = [];
  const server = createServer({
    name: "s",
    version: "1",
    log: (event) => events.push(event),
    ...(auth && { auth }),
  })
    .tool("who", { description: "d" }, (_input, { auth: caller }) => ({ caller: caller?.id }))
    .tool("ask", { description: "d" }, async (_input, ctx) => {
      const schema = z.object({ ok: z.boolean() });
      const { action } = await ctx.elicit("ok", { message: "OK?", schema });
      return { action, by: ctx.auth?.id };
    });
  return { server, events };
}

async function call(
  server: Server<unknown>,
  name: string,
  token: string | undefined,
  extra: JsonObject = {},
): Promise<{ status: number; headers: Headers; body: JsonObject }> {
  const response = await server.fetch(
    new Request("http://localhost/mcp", {
      method: "POST",
      headers: {
        "content-type": "application/json",
        accept: "application/json, text/event-stream",
        "mcp-protocol-version": "2026-07-28",
        "mcp-method": "tools/call",
        "mcp-name": name,
        ...(token !== undefined && { authorization: `Bearer ${token}` }),
      },
      body: JSON.stringify({
        jsonrpc: "2.0",
        id: 1,
        method: "tools/call",
        params: {
          name,
          ...extra,
          _meta: {
            [MetaKey.protocolVersion]: "2026-07-28",
            [MetaKey.clientCapabilities]: { elicitation: {} },
          },
        },
      }),
    }),
  );
  return { status: response.status, headers: response.headers, body: await response.json() };
}

describe("a server with auth", () => {
  test("challenges a request without a token, as its provider says", async () => {
    const { status, headers, body } = await call(build(byName).server, "who", undefined);
    expect(status).toBe(401);
    expect(headers.get("www-authenticate")).toBe('Bearer realm="test"');
    expect(body).toMatchObject({ error: { message: "Send a bearer token" } });
  });

  test("refuses a banned caller, without a challenge", async () => {
    const { status, headers, body } = await call(build(byName).server, "who", "banned");
    expect(status).toBe(403);
    expect(headers.has("www-authenticate")).toBe(false);
    expect(body).toMatchObject({ error: { message: "Not for you" } });
  });

  test("masks the failure of its provider", async () => {
    const { server, events } = build(byName);
    const { status, body } = await call(server, "who", "broken");
    expect(status).toBe(500);
    expect(JSON.stringify(body)).not.toContain("password");
    expect(events).toMatchObject([{ level: "error", message: expect.stringContaining("auth") }]);
  });

  test("gives handlers the caller", async () => {
    const { body } = await call(build(byName).server, "who", "ann");
    expect(body).toMatchObject({ result: { structuredContent: { caller: "ann" } } });
  });

  test("lets a browser ask before it sends the token (hauptsacheNet/typo3-mcp-server#116)", async () => {
    const { server } = build(byName);
    const response = await server.fetch(
      new Request("http://localhost/mcp", { method: "OPTIONS", headers: { host: "localhost" } }),
    );
    expect(response.status).toBe(204);
  });

  test("opens a state for the caller that it was sealed for, and for no other", async () => {
    const { server } = build(byName);
    const asked = (await call(server, "ask", "ann")).body["result"] as JsonObject;
    expect(asked["resultType"]).toBe("input_required");
    const retry = {
      requestState: asked["requestState"],
      inputResponses: { ok: { action: "accept", content: { ok: true } } },
    };
    const replayed = await call(server, "ask", "bob", retry);
    expect(replayed.body).toMatchObject({
      error: {
        code: ErrorCode.InvalidParams,
        message: expect.stringContaining("made for another request"),
      },
    });
    const { body } = await call(server, "ask", "ann", retry);
    expect(body).toMatchObject({ result: { structuredContent: { action: "accept", by: "ann" } } });
  });
});

test("a server without auth serves every caller", async () => {
  const { status, body } = await call(build().server, "who", undefined);
  expect(status).toBe(200);
  expect(body).toMatchObject({ result: { structuredContent: {} } });
});
