import assert from "node:assert/strict";
import { once } from "node:events";
import { request } from "node:http";
import type { ConnectOptions } from "mortise";
import { connect } from "mortise";
import { MAX_BODY_BYTES } from "./server.ts";

/** A behaviour of the server that every framework has to leave as it is. */
export interface MountCase {
  readonly name: string;
  /** `url` is that of the endpoint. */
  readonly run: (url: string) => Promise<void>;
}

const REVISIONS = ["2025-11-25", "2026-07-28"] as const;

/** Sends a body that is JSON unless `type` says otherwise, and reads the refusal. */
async function readRefusal(
  url: string,
  body: string,
  type = "application/json",
): Promise<readonly [status: number, code: number]> {
  const response = await fetch(url, {
    method: "POST",
    headers: { "content-type": type, accept: "application/json, text/event-stream" },
    body,
  });
  const text = await response.text();
  assert.match(response.headers.get("content-type") ?? "", /^application\/json/, text);
  const { error, ...rest } = JSON.parse(text);
  assert.deepEqual(rest, { jsonrpc: "2.0" });
  assert.equal(typeof error.message, "string");
  return [response.status, error.code];
}

/** Resolves when this many callers wait for a parcel. */
async function waitForWaiting(url: string, id: string, count: number): Promise<void> {
  await using client = await connect(url);
  for (;;) {
    if ((await client.callTool("count_waiting", { id })).text === String(count)) return;
  }
}

/** The request of a stateless client that waits for a parcel and can be cut off. */
function sendWait(url: string, id: string): ReturnType<typeof request> {
  const sent = request(url, {
    method: "POST",
    headers: {
      "content-type": "application/json",
      accept: "application/json, text/event-stream",
      "mcp-protocol-version": "2026-07-28",
      "mcp-method": "tools/call",
      "mcp-name": "await_parcel",
    },
  });
  const _meta = {
    "io.modelcontextprotocol/protocolVersion": "2026-07-28",
    "io.modelcontextprotocol/clientCapabilities": {},
    progressToken: "parcel",
  };
  const params = { name: "await_parcel", arguments: { id }, _meta };
  sent.end(JSON.stringify({ jsonrpc: "2.0", id: 1, method: "tools/call", params }));
  return sent;
}

const streaming: readonly MountCase[] = REVISIONS.map((revision) => ({
  name: `progress arrives before the result in ${revision} (mastra-ai/mastra#14782)`,
  run: async (url) => {
    await using client = await connect(url, { revision });
    const id = `${revision} streamed`;
    const onItsWay = Promise.withResolvers<string | undefined>();
    const parcel = client.callTool(
      "await_parcel",
      { id },
      { onProgress: ({ message }) => onItsWay.resolve(message) },
    );
    // The result needs the delivery, which needs the progress to arrive.
    assert.equal(await onItsWay.promise, "on its way");
    await client.callTool("deliver_parcel", { id });
    assert.equal((await parcel).text, `Parcel ${id} is there`);
  },
}));

const questions: readonly MountCase[] = REVISIONS.map((revision) => ({
  name: `a tool asks its caller in ${revision}`,
  run: async (url) => {
    const options: ConnectOptions = {
      revision,
      elicit: () => ({ action: "accept", content: { name: "Ada" } }),
    };
    await using client = await connect(url, options);
    assert.equal(client.revision, revision);
    assert.equal((await client.callTool("sign_for_parcel", { id: "7" })).text, "Signed by Ada");
  },
}));

/** The cases, each of which can run beside the others. */
export const MOUNT_CASES: readonly MountCase[] = [
  ...streaming,
  ...questions,
  {
    name: "a session ends with its client",
    run: async (url) => {
      const headers = {
        "content-type": "application/json",
        accept: "application/json, text/event-stream",
      };
      const params = {
        protocolVersion: "2025-11-25",
        capabilities: {},
        clientInfo: { name: "mounts", version: "1.0.0" },
      };
      const opened = await fetch(url, {
        method: "POST",
        headers,
        body: JSON.stringify({ jsonrpc: "2.0", id: 1, method: "initialize", params }),
      });
      await opened.text();
      const session = { "mcp-session-id": opened.headers.get("mcp-session-id") ?? "" };
      const ping = async (): Promise<number> => {
        const body = JSON.stringify({ jsonrpc: "2.0", id: 2, method: "ping" });
        const answer = await fetch(url, {
          method: "POST",
          headers: { ...headers, ...session },
          body,
        });
        await answer.text();
        return answer.status;
      };
      assert.equal(await ping(), 200);
      assert.ok((await fetch(url, { method: "DELETE", headers: session })).ok);
      assert.equal(await ping(), 404);
    },
  },
  {
    name: "a client that leaves ends its call",
    run: async (url) => {
      const sent = sendWait(url, "left");
      sent.on("error", () => undefined);
      await waitForWaiting(url, "left", 1);
      sent.destroy();
      await waitForWaiting(url, "left", 0);
    },
  },
  {
    name: "a client of a session cancels its call",
    run: async (url) => {
      await using client = await connect(url, { revision: "2025-11-25" });
      const leaving = new AbortController();
      const call = client.callTool("await_parcel", { id: "cancelled" }, { signal: leaving.signal });
      const refused = assert.rejects(call);
      await waitForWaiting(url, "cancelled", 1);
      leaving.abort();
      await refused;
      await waitForWaiting(url, "cancelled", 0);
    },
  },
  {
    name: "a stream says to proxies that it is neither buffered nor compressed (blinkk/rootjs#1231)",
    run: async (url) => {
      const sent = sendWait(url, "silent");
      const [response] = await once(sent, "response");
      assert.equal(response.statusCode, 200);
      assert.match(response.headers["content-type"], /^text\/event-stream/);
      assert.match(response.headers["cache-control"], /no-transform/);
      assert.equal(response.headers["x-accel-buffering"], "no");
      sent.on("error", () => undefined).destroy();
      await waitForWaiting(url, "silent", 0);
    },
  },
  {
    name: "other paths are not for the server",
    run: async (url) => {
      for (const path of ["/mcp", "/api", "/api/mcp/more"]) {
        const response = await fetch(new URL(path, url), { method: "POST" });
        assert.equal(response.status, 404, path);
        await response.text();
      }
    },
  },
  {
    name: "a body that is no JSON is refused in the protocol's form (disruption-hub/payloadcmsmcp#13)",
    run: async (url) => assert.deepEqual(await readRefusal(url, "{"), [400, -32700]),
  },
  {
    name: "a body of another type is refused in the protocol's form",
    run: async (url) =>
      assert.deepEqual(await readRefusal(url, "<ping/>", "application/xml"), [415, -32600]),
  },
  {
    name: "a body that is too large is refused in the protocol's form",
    run: async (url) => {
      const body = JSON.stringify("x".repeat(MAX_BODY_BYTES));
      assert.deepEqual(await readRefusal(url, body), [413, -32600]);
    },
  },
];
