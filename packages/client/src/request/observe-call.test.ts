import type { JsonObject, Observed, ObservedSpan, Telemetry } from "@mortise/protocol";
import { expect, test } from "vitest";
import { Wire } from "../jsonrpc/fixture/wire.ts";
import type { Call } from "./call.ts";
import { observeCall } from "./observe-call.ts";

type Ending = Parameters<ObservedSpan["end"]>[0];

/** Telemetry that keeps what it is given. */
function createTelemetry(meta?: JsonObject) {
  const observed: Observed[] = [];
  const endings: Ending[] = [];
  const telemetry = {
    isOn: true,
    fetch,
    observe: (side: string, request: Observed, work: (span: ObservedSpan) => unknown) => {
      expect(side).toBe("client");
      observed.push(request);
      return work({ meta, end: (ending: Ending) => endings.push(ending) } as ObservedSpan);
    },
  } as unknown as Telemetry;
  return { telemetry, observed, endings };
}

const CALL: Call = {
  method: "tools/call",
  params: { name: "add", _meta: { own: 1 } },
  timeoutMs: 1000,
  revision: "2026-07-28",
};

test("a request is observed with its target, and carries the trace beside its own metadata", async () => {
  const { telemetry, observed, endings } = createTelemetry({ traceparent: "00-1" });
  const sent: Call[] = [];
  const watch = { telemetry, address: "server.example", port: 443 };
  await observeCall(watch, CALL, { id: 7, transport: new Wire("http") }, async (call) => {
    sent.push(call);
    return { content: [] };
  });
  expect(observed).toEqual([
    expect.objectContaining({
      method: "tools/call",
      target: "add",
      id: 7,
      revision: "2026-07-28",
      transport: "http",
      address: "server.example",
      port: 443,
    }),
  ]);
  expect(sent[0]?.params).toEqual({ name: "add", _meta: { own: 1, traceparent: "00-1" } });
  expect(endings).toMatchObject([{ isToolError: false }]);
  expect(endings[0]?.result?.()).toBe('{"content":[]}');
});

test.each([undefined, {}])("without a trace (%j) the request is sent as it is", async (meta) => {
  const { telemetry } = createTelemetry(meta);
  await observeCall({ telemetry }, CALL, { id: 1, transport: new Wire() }, async (call) => {
    expect(call).toBe(CALL);
    return {};
  });
});

test("a failed tool and a failed request end the operation as such", async () => {
  const { telemetry, endings } = createTelemetry();
  const own = { id: 1, transport: new Wire() };
  await observeCall({ telemetry }, CALL, own, async () => ({ isError: true }));
  await observeCall({ telemetry }, { ...CALL, method: "x" }, own, async () => ({ isError: true }));
  const failure = new Error("lost");
  const failing = observeCall({ telemetry }, CALL, own, () => Promise.reject(failure));
  await expect(failing).rejects.toBe(failure);
  expect(endings).toMatchObject([
    { isToolError: true },
    { isToolError: false },
    { error: failure },
  ]);
});

test("a method without a named parameter has no target, and neither has a name that is no text", async () => {
  const { telemetry, observed } = createTelemetry();
  const own = { id: 1, transport: new Wire() };
  await observeCall({ telemetry }, { ...CALL, method: "tools/list" }, own, async () => ({}));
  await observeCall({ telemetry }, { ...CALL, params: { name: 5 } }, own, async () => ({}));
  expect(observed.map(({ target }) => target)).toEqual([undefined, undefined]);
});
