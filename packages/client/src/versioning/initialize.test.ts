import { MortiseError, systemClock } from "@mortise/protocol";
import { expect, test } from "vitest";
import { Wire } from "../jsonrpc/fixture/wire.ts";
import { Multiplexer } from "../jsonrpc/multiplexer.ts";
import { initialize } from "./initialize.ts";

/** Initializes with a server whose connection breaks on the first messages that announce the session. */
async function announce(breaks: number) {
  const wire = new Wire("http", () => ({ protocolVersion: "2025-11-25", capabilities: {} }));
  const send = wire.send.bind(wire);
  let left = breaks;
  wire.send = async (message, options) => {
    const isAnnouncement = "method" in message && message.method === "notifications/initialized";
    await send(message, options);
    if (!isAnnouncement || left === 0) return;
    left -= 1;
    const cause = Object.assign(new Error("read ECONNRESET"), { code: "ECONNRESET" });
    throw new MortiseError("CONNECTION_FAILED", "broke", { cause });
  };
  const listener = {
    notification: () => undefined,
    acceptsRequests: () => true,
    request: async () => ({}),
    warning: () => undefined,
    ended: () => undefined,
  };
  const multiplexer = new Multiplexer(wire, listener, { clock: systemClock });
  await multiplexer.start();
  const outcome = await initialize(multiplexer, {
    identity: { info: { name: "test", version: "1" }, capabilities: {} },
    offer: "2025-11-25",
    timeoutMs: 60_000,
    clock: systemClock,
  }).catch((error: unknown) => error);
  return { outcome, methods: wire.methods };
}

const ANNOUNCEMENT = "notifications/initialized";

test("the announcement of a session is sent again when a kept connection broke on it, once", async () => {
  const { outcome, methods } = await announce(1);
  expect(outcome).toMatchObject({ revision: "2025-11-25" });
  expect(methods).toEqual(["initialize", ANNOUNCEMENT, ANNOUNCEMENT]);
  expect((await announce(2)).outcome).toMatchObject({ code: "CONNECTION_FAILED" });
});
