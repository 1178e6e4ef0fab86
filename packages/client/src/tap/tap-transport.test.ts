import type { WireFrame } from "@mortise/protocol";
import { openTap } from "@mortise/protocol";
import { expect, test } from "vitest";
import { Wire } from "../jsonrpc/fixture/wire.ts";
import { tapResponse } from "./tap-response.ts";
import { tapTransport } from "./tap-transport.ts";

function record() {
  const frames: WireFrame[] = [];
  const settings = { side: "client", transport: "memory" } as const;
  const begin = openTap((frame) => frames.push(frame), settings);
  const shown = (): unknown[] =>
    frames.map((frame) => [
      frame.direction,
      "data" in frame ? frame.data : "reason" in frame ? frame.reason : frame.kind,
    ]);
  return { frames, begin, shown };
}

test("messages are recorded as text in both directions, and passed on unchanged", async () => {
  const { begin, shown } = record();
  const wire = new Wire("custom", () => ({ ok: true }));
  const transport = tapTransport(wire, begin());
  const received: unknown[] = [];
  await transport.start({ message: (message) => received.push(message), closed: () => undefined });
  const request = { jsonrpc: "2.0", id: 1, method: "ping" } as const;
  const options = { headers: { a: "1" } };
  await transport.send(request, options);
  await Promise.resolve();
  expect(wire.sent).toEqual([request]);
  expect(wire.options).toEqual([options]);
  expect(received).toEqual([{ jsonrpc: "2.0", id: 1, result: { ok: true } }]);
  expect(shown()).toEqual([
    ["sent", '{"jsonrpc":"2.0","id":1,"method":"ping"}'],
    ["received", '{"jsonrpc":"2.0","id":1,"result":{"ok":true}}'],
  ]);
  expect(transport.kind).toBe("custom");
});

test("both directions end when the transport does, with the reason if it broke", async () => {
  const { begin, shown } = record();
  const wire = new Wire();
  const ends: unknown[] = [];
  const transport = tapTransport(wire, begin());
  await transport.start({ message: () => undefined, closed: (error) => ends.push(error) });
  const error = new Error("cut");
  wire.lose(error);
  expect(ends).toEqual([error]);
  expect(shown()).toEqual([
    ["sent", "cut"],
    ["received", "cut"],
  ]);
});

test("`opened` and the session id are the transport's, if it has them", async () => {
  const { begin } = record();
  const opened: string[] = [];
  const wire = Object.assign(new Wire(), {
    sessionId: "s-1",
    opened: async (revision: string) => void opened.push(revision),
  });
  const transport = tapTransport(wire, begin());
  await transport.opened?.("2025-11-25");
  expect(opened).toEqual(["2025-11-25"]);
  expect(transport.sessionId).toBe("s-1");
  const plain = tapTransport(new Wire(), begin());
  expect(plain).not.toHaveProperty("opened");
  await plain.close();
});

test("a response without a body has a head and an end", () => {
  const { frames, begin } = record();
  const response = new Response(null, { status: 204, headers: { "Set-Cookie": "a=secret" } });
  expect(tapResponse(response, begin(), String)).toBe(response);
  expect(frames).toMatchObject([
    { kind: "response-head", status: 204, headers: [["set-cookie", "(redacted)"]] },
    { kind: "end" },
  ]);
});

test("a body is recorded as it is read, not before", async () => {
  const { shown, begin } = record();
  const body = new ReadableStream<Uint8Array>({
    pull: (controller) => controller.enqueue(new TextEncoder().encode("part")),
  });
  const tapped = tapResponse(new Response(body), begin(), String);
  expect(shown()).toHaveLength(1);
  const reader = tapped.body?.getReader();
  await reader?.read();
  expect(shown().slice(1)).toEqual([["received", "part"]]);
  await reader?.cancel();
  expect(shown().at(-1)).toEqual(["received", "no longer read"]);
});
