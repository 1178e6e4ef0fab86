import { deepEqual, equal, match, rejects } from "node:assert/strict";
import { connect } from "@mortise/node";
import type { Runtime } from "./runtimes.ts";
import type { Serving } from "./start.ts";

/** A behaviour of the servers of `edge/server/plain.ts` that depends on the runtime or on its absence of keys. */
export interface EdgeCase {
  readonly name: string;
  readonly run: (runtime: Runtime, serving: Serving) => Promise<void>;
}

const LEGACY = "2025-11-25";

/** Sends `initialize` and returns its session and the capabilities that it declares. */
async function initialize(url: string): Promise<{ session: string | null; capabilities: unknown }> {
  const response = await fetch(url, {
    method: "POST",
    headers: { "content-type": "application/json", accept: "application/json, text/event-stream" },
    body: JSON.stringify({
      jsonrpc: "2.0",
      id: 1,
      method: "initialize",
      params: {
        protocolVersion: LEGACY,
        capabilities: {},
        clientInfo: { name: "edge", version: "1" },
      },
    }),
  });
  equal(response.status, 200);
  const { result } = (await response.json()) as { result: { capabilities: unknown } };
  return { session: response.headers.get("mcp-session-id"), capabilities: result.capabilities };
}

export const edgeCases: readonly EdgeCase[] = [
  {
    name: "a server that is made at module level answers in both eras",
    run: async (_runtime, serving) => {
      for (const revision of ["2026-07-28", LEGACY] as const) {
        await using client = await connect(serving.url("plain"), { revision });
        equal((await client.callTool("greet", { name: "Ada" })).text, "Hello Ada");
      }
    },
  },
  {
    name: "a question without keys is asked by one instance, and refused by instances that come and go",
    run: async ({ isTransient }, serving) => {
      let questions = 0;
      await using client = await connect(serving.url("plain"), {
        revision: "2026-07-28",
        elicit: async () => {
          questions += 1;
          return { action: "decline" };
        },
      });
      const { isError, text } = await client.callTool("ask");
      deepEqual([isError, questions], [isTransient, isTransient ? 0 : 1]);
      if (!isTransient) return;
      match(text, /internal error/);
      match(serving.output(), /A question needs keys here.*set MORTISE_STATE_KEYS/);
    },
  },
  {
    name: "a session and changes are offered by one instance alone",
    run: async ({ isTransient }, serving) => {
      const { session, capabilities } = await initialize(serving.url("plain"));
      equal(session === null, isTransient);
      const changes = isTransient ? {} : { listChanged: true };
      deepEqual(capabilities, {
        logging: {},
        resources: isTransient ? {} : { subscribe: true, ...changes },
        tools: changes,
      });
    },
  },
  {
    name: "a legacy client without a session is refused a stream",
    run: async (_runtime, serving) => {
      const stream = await fetch(serving.url("plain"), {
        headers: { accept: "text/event-stream" },
      });
      equal(stream.status, 405);
    },
  },
  {
    name: "an auth decides over callers, and its challenge reaches them",
    run: async (_runtime, serving) => {
      const url = serving.url("plain").replace("/mcp", "/guarded");
      const refused = await fetch(url, { method: "POST", body: "{}" });
      deepEqual([refused.status, refused.headers.get("www-authenticate")], [401, "Bearer"]);
      await using client = await connect(url, { headers: { authorization: "Bearer good" } });
      equal((await client.callTool("whoami")).text, "ann");
      await rejects(connect(url, { headers: { authorization: "Bearer bad" } }));
    },
  },
  {
    name: "bearerAuth checks tokens, diagnose walks to a call, and a login follows no server to the cloud's inside",
    run: async (_runtime, serving) => {
      const response = await fetch(serving.url("plain").replace("/mcp", "/auth"));
      const { statuses, steps, refused } = (await response.json()) as Record<string, unknown>;
      deepEqual(statuses, [200, 401, 401]);
      deepEqual(steps, [
        "server ok",
        "challenge ok",
        "resource ok",
        "issuer ok",
        "pkce ok",
        "registration ok",
        "login ok",
        "token ok",
        "call ok",
      ]);
      equal(refused, "blocked_address");
    },
  },
  {
    name: "a page of another origin is refused",
    run: async (_runtime, serving) => {
      const headers = { "content-type": "application/json", origin: "https://evil.example" };
      const response = await fetch(serving.url("plain"), { method: "POST", headers, body: "{}" });
      equal(response.status, 403);
    },
  },
];
