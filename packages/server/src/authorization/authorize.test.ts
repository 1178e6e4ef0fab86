import type { AuthProvider, JsonObject } from "@mortise/protocol";
import { ErrorCode, MetaKey } from "@mortise/protocol";
import { createFakeClock } from "@mortise/protocol/test-kit";
import { describe, expect, test } from "vitest";
import { ScriptedClient } from "../connection/fixture/scripted-client.ts";
import type { ServerEvent } from "../log/mask.ts";
import type { Server } from "../server.ts";
import { createServer } from "../server.ts";

/** Takes `Bearer <name> <scope>…` for that caller, and challenges as OAuth does. */
const auth: AuthProvider = {
  authenticate: async ({ header }) => {
    const [, id = "", ...scopes] = (header("authorization") ?? "").split(" ");
    return { principal: { id, scopes } };
  },
  challenge: ({ scopes, target }) => {
    const refusal = { status: 403, message: `${target} wants more` } as const;
    if (scopes.length === 0) return refusal;
    const challenge = `Bearer error="insufficient_scope", scope="${scopes.join(" ")}"`;
    return { ...refusal, headers: [["www-authenticate", challenge]] };
  },
};

interface Built {
  readonly server: Server<unknown>;
  readonly calls: string[];
  readonly events: ServerEvent[];
}

function build(provider?: AuthProvider): Built {
  const calls: string[] = [];
  const events: ServerEvent[] = [];
  const log = (event: ServerEvent): void => void events.push(event);
  const server = createServer({ name: "s", version: "1", log, ...(provider && { auth: provider }) })
    .tool(
      "refund",
      { description: "d", scopes: ["orders:read", "orders:write"] },
      (_input, { progress }) => {
        progress(1);
        calls.push("refund");
        return "done";
      },
    )
    .tool(
      "audit",
      { description: "d", allow: async ({ auth: caller }) => caller?.id === "ann" },
      () => {
        calls.push("audit");
        return "done";
      },
    )
    .tool(
      "broken",
      {
        description: "d",
        allow: () => {
          throw new Error("secret database password");
        },
      },
      () => calls.push("broken"),
    )
    .tool("open", { description: "d" }, () => "done")
    .resource("orders://all", { scopes: ["orders:read"] }, () => "none")
    .prompt(
      "report",
      { scopes: ["orders:read"], complete: {}, allow: ({ transport }) => transport !== "memory" },
      () => "text",
    );
  return { server, calls, events };
}

async function post(
  server: Server<unknown>,
  caller: string,
  [method, params]: readonly [string, JsonObject],
): Promise<{ status: number; headers: Headers; body: JsonObject }> {
  const response = await server.fetch(
    new Request("http://localhost/mcp", {
      method: "POST",
      headers: {
        "content-type": "application/json",
        accept: "application/json, text/event-stream",
        authorization: `Bearer ${caller}`,
        "mcp-protocol-version": "2026-07-28",
        "mcp-method": method,
        "mcp-name": String(params["name"] ?? params["uri"] ?? ""),
      },
      body: JSON.stringify({
        jsonrpc: "2.0",
        id: 1,
        method,
        params: {
          ...params,
          _meta: {
            progressToken: "p",
            [MetaKey.protocolVersion]: "2026-07-28",
            [MetaKey.clientCapabilities]: {},
          },
        },
      }),
    }),
  );
  const text = await response.text();
  const body = text.startsWith("{") ? JSON.parse(text) : { stream: text };
  return { status: response.status, headers: response.headers, body };
}

describe("over HTTP", () => {
  test("a caller without a scope gets the challenge of auth, and no handler runs", async () => {
    const { server, calls } = build(auth);
    const answer = await post(server, "bob orders:read", ["tools/call", { name: "refund" }]);
    expect(answer.status).toBe(403);
    expect(answer.headers.get("www-authenticate")).toBe(
      'Bearer error="insufficient_scope", scope="orders:read orders:write"',
    );
    expect(answer.headers.get("content-type")).toContain("application/json");
    expect(answer.body).toMatchObject({ id: 1, error: { message: "refund wants more" } });
    expect(calls).toEqual([]);
  });

  test("a caller with every scope is served, and more scopes do no harm", async () => {
    const { server, calls } = build(auth);
    const caller = "bob extra orders:write orders:read";
    expect((await post(server, caller, ["tools/call", { name: "refund" }])).status).toBe(200);
    expect(calls).toEqual(["refund"]);
  });

  test("without a challenge of its own a refusal is 403 and names the scopes", async () => {
    const { server } = build({ authenticate: auth.authenticate });
    const { status, body } = await post(server, "bob", ["tools/call", { name: "refund" }]);
    expect(status).toBe(403);
    expect(body).toMatchObject({
      error: {
        code: ErrorCode.InvalidRequest,
        message: expect.stringContaining("orders:read orders:write"),
      },
    });
  });

  test("allow decides for each caller, with a promise too", async () => {
    const { server, calls } = build(auth);
    const refused = await post(server, "bob", ["tools/call", { name: "audit" }]);
    expect([refused.status, refused.headers.get("www-authenticate")]).toEqual([403, null]);
    expect((await post(server, "ann", ["tools/call", { name: "audit" }])).status).toBe(200);
    expect(calls).toEqual(["audit"]);
  });

  test("an allow that throws refuses, is logged and gives the caller no reason", async () => {
    const { server, calls, events } = build(auth);
    const answer = await post(server, "ann", ["tools/call", { name: "broken" }]);
    expect(answer.status).toBe(403);
    expect(JSON.stringify(answer.body)).not.toContain("password");
    expect(events).toMatchObject([{ level: "error", message: expect.stringContaining("broken") }]);
    expect(calls).toEqual([]);
  });

  test.each([
    ["resources/read", { uri: "orders://all" }],
    ["prompts/get", { name: "report" }],
    [
      "completion/complete",
      { ref: { type: "ref/prompt", name: "report" }, argument: { name: "a", value: "" } },
    ],
  ])("%s is refused in the same way", async (method, params) => {
    const { server } = build(auth);
    expect((await post(server, "bob", [method, params])).status).toBe(403);
    expect((await post(server, "bob orders:read", [method, params])).status).toBe(200);
  });

  test("a tool of a mounted server keeps its rule under its new name", async () => {
    const { server } = build(auth);
    const outer = createServer({ name: "outer", version: "1", auth })
      .mount("shop", server)
      .transform({ tools: { shop_refund: { name: "pay_back" } } });
    const call = ["tools/call", { name: "pay_back" }] as const;
    const refused = await post(outer, "bob orders:read", call);
    expect(refused.body).toMatchObject({ error: { message: "pay_back wants more" } });
    expect((await post(outer, "bob orders:read orders:write", call)).status).toBe(200);
  });
});

describe.each(["2026-07-28", "2025-11-25"] as const)("in memory, %s", (revision) => {
  test("a caller without a principal lacks every scope", async () => {
    const { server, calls } = build();
    const client = new ScriptedClient(server, revision);
    const refused = await client.request("tools/call", { name: "refund" });
    expect(refused.error.message).toContain("orders:read orders:write");
    expect(await client.request("tools/call", { name: "open" })).toHaveProperty("result");
    expect(calls).toEqual([]);
  });
});

test.each([[["two words"]], [['"quoted"']], [[""]], ["orders:read"], [[7]]])(
  "the scopes %j are refused when the tool is added",
  (scopes) => {
    const server = createServer({ name: "s", version: "1" });
    expect(() => server.tool("t", { description: "d", scopes: scopes as never }, () => "")).toThrow(
      expect.objectContaining({ code: "INVALID_DEFINITION" }),
    );
  },
);

test.each([1, "yes", {}, undefined, null, Promise.resolve("yes")])(
  "an `allow` that gives %o refuses, since only true allows",
  async (given) => {
    const server = createServer({ name: "s", version: "1", log: () => undefined }).tool(
      "audit",
      { description: "d", allow: () => given as boolean },
      () => "done",
    );
    const { result, error } = await new ScriptedClient(server).request("tools/call", {
      name: "audit",
    });
    expect(result).toBeUndefined();
    expect(error).toBeDefined();
  },
);

test("an allow that does not settle refuses when the time of its tool is up", async () => {
  const clock = createFakeClock();
  const events: ServerEvent[] = [];
  const log = (event: ServerEvent): void => void events.push(event);
  const server = createServer({ name: "s", version: "1", clock, log, auth }).tool(
    "slow",
    { description: "d", timeout: "5s", allow: () => new Promise<boolean>(() => undefined) },
    () => "done",
  );
  const answer = new ScriptedClient(server).request("tools/call", { name: "slow" });
  await clock.waitFor("5s");
  await clock.advance(5000);
  const { error } = await answer;
  expect(error.message).toContain("not permitted");
  const message = 'allow of "slow" did not settle within 5 s, and refuses';
  expect(events).toMatchObject([{ level: "error", message }]);
  expect(clock.pending).toEqual([]);
});

test("a cancelled request does not wait for its allow", async () => {
  const clock = createFakeClock();
  const server = createServer({ name: "s", version: "1", clock }).tool(
    "slow",
    { description: "d", allow: () => new Promise<boolean>(() => undefined) },
    () => "done",
  );
  const client = new ScriptedClient(server);
  const { id } = client.start("tools/call", { name: "slow" });
  await clock.waitFor("60s");
  client.notify("notifications/cancelled", { requestId: id });
  await expect.poll(() => clock.pending).toEqual([]);
});

test("the list of a template does not run for a caller that its rules refuse", async () => {
  const listed: string[] = [];
  const list = async (_context: unknown) => {
    listed.push("ran");
    return [{ uri: "order://1" }];
  };
  const server = createServer({ name: "s", version: "1", auth })
    .resource("order://{id}", { scopes: ["orders:read"], list }, () => "")
    .resource(
      "audit://{id}",
      {
        allow: async ({ auth: caller }) => caller?.id === "ann",
        list: async () => [{ uri: "audit://1" }],
      },
      () => "",
    );
  const uris = async (caller: string) => {
    const { body } = await post(server, caller, ["resources/list", {}]);
    const { resources } = body["result"] as { readonly resources: readonly { uri: string }[] };
    return resources.map(({ uri }) => uri);
  };
  expect([await uris("bob"), listed]).toEqual([[], []]);
  expect(await uris("bob orders:read")).toEqual(["order://1"]);
  expect(await uris("ann")).toEqual(["audit://1"]);
});
