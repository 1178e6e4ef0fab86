import assert from "node:assert/strict";
import type { JsonRpcMessage } from "@mortise/protocol";
import { ProtocolError, parseMessage } from "@mortise/protocol";
import { Connection, coreOf } from "@mortise/server/internal";
import fc from "fast-check";
import { junk, text } from "../arbitrary/junk.ts";
import { mutated } from "../arbitrary/mutated.ts";
import { MODERN_META, REQUESTS } from "../arbitrary/request.ts";
import { createHostileServer } from "../fixture/hostile-server.ts";
import type { Subject } from "../subject.ts";

const MESSAGES = REQUESTS.map((request) => ({ jsonrpc: "2.0", id: 1, ...request }));
const INITIALIZE = JSON.stringify({
  jsonrpc: "2.0",
  id: "begin",
  method: "initialize",
  params: { protocolVersion: "2025-11-25", capabilities: {} },
});

/** Any text is a message of JSON-RPC, or is refused with a reason. */
export const parsing: Subject = {
  name: "JSON-RPC parsing",
  weight: 4,
  property: (tick) =>
    fc.property(
      fc.oneof(
        text,
        mutated(...MESSAGES).map((value) => JSON.stringify(value) ?? ""),
        fc.array(junk, { maxLength: 3 }).map((value) => JSON.stringify(value)),
      ),
      (written) => {
        tick();
        let message: JsonRpcMessage;
        try {
          message = parseMessage(written);
        } catch (error) {
          assert.ok(ProtocolError.is(error), String(error));
          return;
        }
        assert.equal(message.jsonrpc, "2.0");
        assert.deepEqual(JSON.parse(JSON.stringify(message)), JSON.parse(written));
      },
    ),
};

/** A connection answers each request once, whatever its parameters are. */
export const answering: Subject = {
  name: "JSON-RPC answers",
  weight: 3,
  property: (tick) => {
    const { server, accidents } = createHostileServer();
    const modern = REQUESTS.map(({ method, params }) => ({
      method,
      params: { ...params, _meta: MODERN_META },
    }));
    return fc.asyncProperty(
      fc.boolean(),
      fc.constantFrom(...modern.keys()).chain((index) => mutatedParams(index, modern)),
      async (isModern, { method, params }) => {
        tick();
        accidents.length = 0;
        const answers: { id?: unknown; error?: unknown; method?: unknown }[] = [];
        const connection = new Connection(
          coreOf(server),
          (written) => answers.push(JSON.parse(String(written))),
          { transport: "stdio" },
        );
        if (!isModern) connection.receiveText(INITIALIZE);
        connection.receiveText(JSON.stringify({ jsonrpc: "2.0", id: "asked", method, params }));
        await connection.drain();
        connection.close();
        const own = answers.filter(
          (answer) => answer.method === undefined && answer.id !== "begin",
        );
        // `drain` cancels a subscription, and a cancelled request is not answered.
        const isListening = answers.some(
          (answer) => answer.method === "notifications/subscriptions/acknowledged",
        );
        assert.equal(own.length, isListening ? 0 : 1, JSON.stringify(answers));
        assert.deepEqual(accidents, []);
        assert.equal(({} as { a?: number }).a, undefined);
      },
    );
  },
};

function mutatedParams(
  index: number,
  requests: readonly { readonly method: string; readonly params: object }[],
): fc.Arbitrary<{ readonly method: string; readonly params: unknown }> {
  const request = requests[index] as (typeof requests)[number];
  return mutated(request.params).map((params) => ({ method: request.method, params }));
}

const LAST = JSON.stringify({
  jsonrpc: "2.0",
  id: "last",
  method: "tools/list",
  params: { _meta: MODERN_META },
});

/** A connection survives any message around a request: cancelled, answered or garbled. */
export const surviving: Subject = {
  name: "JSON-RPC streams",
  weight: 1,
  property: (tick) => {
    const { server, accidents } = createHostileServer();
    const requests = MESSAGES.map(({ params, ...rest }) => ({
      ...rest,
      params: { ...params, _meta: MODERN_META },
    }));
    const message = mutated<unknown>(
      ...requests,
      { jsonrpc: "2.0", method: "notifications/cancelled", params: { requestId: 1, reason: "x" } },
      { jsonrpc: "2.0", id: "server-1", result: { a: 1 } },
      { jsonrpc: "2.0", id: "server-1", error: { code: -1, message: "no" } },
    ).map((value) => JSON.stringify(value) ?? "undefined");
    return fc.asyncProperty(
      fc.boolean(),
      fc.array(fc.oneof({ weight: 9, arbitrary: message }, text), { maxLength: 6 }),
      async (isModern, lines) => {
        tick();
        accidents.length = 0;
        const answers: { id?: unknown; result?: unknown }[] = [];
        const connection = new Connection(
          coreOf(server),
          (written) => answers.push(JSON.parse(String(written))),
          { transport: "stdio" },
        );
        if (!isModern) connection.receiveText(INITIALIZE);
        for (const line of [...lines, LAST]) connection.receiveText(line);
        await connection.drain();
        connection.close();
        const last = answers.find(({ id }) => id === "last");
        assert.ok(last?.result, JSON.stringify(answers));
        assert.deepEqual(accidents, []);
      },
    );
  },
};
