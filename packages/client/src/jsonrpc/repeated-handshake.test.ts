import { systemClock } from "@mortise/protocol";
import { expect, test } from "vitest";
import { Wire } from "./fixture/wire.ts";
import { Multiplexer } from "./multiplexer.ts";

async function open(wire: Wire): Promise<Multiplexer> {
  const listener = {
    notification: () => undefined,
    acceptsRequests: () => true,
    request: async () => ({}),
    warning: () => undefined,
    ended: () => undefined,
  };
  const multiplexer = new Multiplexer(wire, listener, { clock: systemClock });
  await multiplexer.start();
  return multiplexer;
}

test.each(["initialize", "server/discover"])(
  "a program that sends %s back is no server",
  async (method) => {
    const wire = new Wire();
    const multiplexer = await open(wire);
    const call = multiplexer.request({ method, timeoutMs: 1000 });
    const failure = expect(call).rejects.toMatchObject({
      code: "CONNECTION_FAILED",
      message: expect.stringContaining("it repeats its input, so it is no MCP server"),
    });
    wire.receiver?.message({ jsonrpc: "2.0", id: 1, method });
    await failure;
    expect(wire.sent).toHaveLength(1);
  },
);

test("a server may ping under an id that the client uses too", async () => {
  const wire = new Wire();
  const multiplexer = await open(wire);
  const call = multiplexer.request({ method: "ping", timeoutMs: 1000 });
  wire.receiver?.message({ jsonrpc: "2.0", id: 1, method: "ping" });
  wire.receiver?.message({ jsonrpc: "2.0", id: 1, result: { ok: true } });
  expect(await call).toEqual({ ok: true });
});
