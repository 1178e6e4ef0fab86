import assert from "node:assert/strict";
import { connect } from "@mortise/client";
import type { JsonRpcMessage, RequestId, Transport, TransportReceiver } from "@mortise/protocol";
import { isRequest, MetaKey, MortiseError, ProtocolError, parseMessage } from "@mortise/protocol";
import fc from "fast-check";
import { mutated } from "../arbitrary/mutated.ts";
import type { Subject } from "../subject.ts";

const DISCOVERED = {
  supportedVersions: ["2026-07-28"],
  capabilities: { tools: {}, resources: {}, prompts: {}, completions: {} },
  resultType: "complete",
  ttlMs: 0,
  cacheScope: "public",
  _meta: { [MetaKey.serverInfo]: { name: "s", version: "1" } },
};

/** Calls, each with a valid result. */
const CALLS = [
  ["tools/list", { tools: [{ name: "t", description: "d", inputSchema: { type: "object" } }] }],
  ["tools/call", { content: [{ type: "text", text: "x" }], structuredContent: { a: 1 } }],
  ["resources/list", { resources: [{ uri: "a://1", name: "a" }] }],
  ["resources/read", { contents: [{ uri: "a://1", text: "x" }] }],
  ["prompts/list", { prompts: [{ name: "p", arguments: [{ name: "a", required: true }] }] }],
  ["prompts/get", { messages: [{ role: "user", content: { type: "text", text: "x" } }] }],
  ["completion/complete", { completion: { values: ["a"], total: 1, hasMore: false } }],
] as const;

const ERROR = { code: -32603, message: "internal error", data: { uri: "a://1" } };

/** Whatever a server answers, the caller gets a value or a typed error. */
export const client: Subject = {
  name: "client answers",
  weight: 1,
  property: (tick) =>
    fc.asyncProperty(
      fc.constantFrom(...CALLS.keys()),
      fc.boolean(),
      fc.infiniteStream(
        mutated<unknown>(
          ...CALLS.map(([, result]) => ({ resultType: "complete", ...result })),
          ERROR,
        ),
      ),
      async (index, isError, answers) => {
        tick();
        const stream = answers[Symbol.iterator]();
        const own = CALLS[index] as (typeof CALLS)[number];
        let asked = 0;
        const transport = createTransport(() => {
          asked += 1;
          const value = stream.next().value;
          // A few rounds of anything, then an end: a server may page without end, a test may not.
          if (asked > 5) return { result: { resultType: "complete", ...own[1] } };
          return isError ? { error: value } : { result: value };
        });
        const connection = await connect(transport, { timeout: 100, cache: false });
        try {
          await call(connection, own[0]);
        } catch (error) {
          assert.ok(
            MortiseError.is(error) || ProtocolError.is(error),
            String((error as Error).stack ?? error),
          );
        } finally {
          await connection.close();
        }
      },
    ),
};

function createTransport(answer: () => object): Transport {
  let receiver: TransportReceiver | undefined;
  return {
    kind: "memory",
    start: async (given) => {
      receiver = given;
    },
    send: async (message) => {
      if (!isRequest(message)) return;
      const content = message.method === "server/discover" ? { result: DISCOVERED } : answer();
      const response = toMessage(message.id, content);
      queueMicrotask(() => receiver?.message(response, message.id));
    },
    close: async () => undefined,
  };
}

/** The messages of a transport; anything else becomes an error message. */
function toMessage(id: RequestId, content: object): JsonRpcMessage {
  try {
    return parseMessage(JSON.stringify({ jsonrpc: "2.0", id, ...content }));
  } catch {
    return { jsonrpc: "2.0", id, error: ERROR };
  }
}

function call(connection: Awaited<ReturnType<typeof connect>>, method: string): Promise<unknown> {
  switch (method) {
    case "tools/list":
      return connection.listTools();
    case "tools/call":
      return connection.callTool("t", {});
    case "resources/list":
      return connection.listResources();
    case "resources/read":
      return connection.readResource("a://1");
    case "prompts/list":
      return connection.listPrompts();
    case "prompts/get":
      return connection.getPrompt("p", {});
    default:
      return connection.complete({ prompt: "p" }, { name: "a", value: "x" });
  }
}
