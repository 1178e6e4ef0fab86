import type { JsonRpcRequest } from "@mortise/protocol";
import { ErrorCode, MortiseError } from "@mortise/protocol";
import { expect, test } from "vitest";
import type { Wire, WireScript } from "../jsonrpc/fixture/wire.ts";
import { Refusal } from "../jsonrpc/fixture/wire.ts";
import { LEGACY, legacy, MODERN, run } from "./fixture/scene.ts";

const silent: WireScript = ({ method }) => (method === "initialize" ? LEGACY : undefined);

test("a silent server counts as legacy after the probe's time", async () => {
  const { clock, negotiating } = await run({ scripts: [silent] });
  await clock.waitFor(5000);
  await clock.advance(5000);
  expect((await negotiating).agreement.revision).toBe("2025-11-25");
});

test("over HTTP, a silent server has a second more, because the probe may be answered last", async () => {
  const { clock, wires, warnings, negotiating } = await run({ kind: "http", scripts: [silent] });
  await clock.waitFor(5000);
  await clock.advance(5000);
  await clock.waitFor(1000);
  expect(wires[0]?.methods).toEqual(["server/discover", "initialize"]);
  await clock.advance(1000);
  expect((await negotiating).agreement.revision).toBe("2025-11-25");
  expect(wires[0]?.methods.at(-1)).toBe("notifications/initialized");
  expect(warnings).toEqual([expect.stringContaining("pass { probeTimeout }")]);
  expect(clock.pending).toEqual([]);
});

test("over HTTP, a probe that is answered after initialize counts, and its session is given up", async () => {
  const opened: string[] = [];
  const { clock, wires, warnings, negotiating } = await run({ kind: "http", scripts: [silent] });
  const [wire] = wires;
  if (wire === undefined) throw new Error("unreachable");
  Object.assign(wire, { opened: async (revision: string) => void opened.push(revision) });
  await clock.waitFor(5000);
  await clock.advance(5000);
  await clock.waitFor(1000);
  wire.deliver({ id: 1, result: MODERN } as never);
  expect((await negotiating).agreement.revision).toBe("2026-07-28");
  expect(wire.methods).toEqual(["server/discover", "initialize"]);
  expect(opened).toEqual(["2026-07-28"]);
  expect(warnings).toEqual([]);
  expect(clock.pending).toEqual([]);
});

test("over HTTP, a refused initialize says nothing of the probe, which has its full time", async () => {
  const refusing: WireScript = ({ method }) => {
    if (method === "initialize") throw new Refusal(ErrorCode.MethodNotFound);
    return undefined;
  };
  const late = await run({ kind: "http", scripts: [refusing] });
  await late.clock.waitFor(5000);
  await late.clock.advance(5000);
  expect(late.clock.pending).toEqual([55_000]);
  late.wires[0]?.deliver({ id: 1, result: MODERN } as never);
  expect((await late.negotiating).agreement.revision).toBe("2026-07-28");
  const never = await run({ kind: "http", scripts: [refusing] });
  const failing = expect(never.negotiating).rejects.toMatchObject({
    code: ErrorCode.MethodNotFound,
  });
  await never.clock.waitFor(5000);
  await never.clock.advance(5000);
  await never.clock.advance(55_000);
  await failing;
  expect(never.clock.pending).toEqual([]);
});

test("the probe is never cancelled: a legacy server may exit on a notification before its handshake", async () => {
  const { clock, wires, negotiating } = await run({ scripts: [silent] });
  await clock.waitFor(5000);
  await clock.advance(5000);
  await negotiating;
  expect(wires[0]?.methods).not.toContain("notifications/cancelled");
});

test("a modern server that was slow to start is probed again after it refused initialize", async () => {
  let isReady = false;
  const script: WireScript = ({ method }) => {
    if (method === "server/discover") return isReady ? MODERN : undefined;
    isReady = true;
    throw new Refusal(ErrorCode.MethodNotFound);
  };
  const { clock, wires, negotiating } = await run({ scripts: [script] });
  await clock.waitFor(5000);
  await clock.advance(5000);
  expect((await negotiating).agreement.revision).toBe("2026-07-28");
  expect(wires[0]?.methods).toEqual(["server/discover", "initialize", "server/discover"]);
});

test("a program that never answers is an error that asks whether it speaks MCP", async () => {
  const { clock, negotiating } = await run({ scripts: [() => undefined] });
  const failing = expect(negotiating).rejects.toMatchObject({
    code: "TIMEOUT",
    message: expect.stringContaining("does it speak MCP?"),
  });
  await clock.waitFor(5000);
  await clock.advance(5000);
  await clock.waitFor(60_000);
  await clock.advance(60_000);
  await failing;
});

/** A server that answers what it has read once it is ready, in the order in which it came. */
function slow(script: WireScript) {
  const asked: JsonRpcRequest[] = [];
  const late: WireScript = (request) => {
    asked.push(request);
    return undefined;
  };
  const answerAll = (wire: Wire | undefined): void => {
    for (const request of asked) {
      const result = script(request);
      if (result !== undefined) wire?.deliver({ id: request.id, result } as never);
    }
  };
  return { late, answerAll };
}

test("a late answer to the probe counts, so that a slow start does not lose the revision", async () => {
  const server = slow(({ method }) => (method === "initialize" ? LEGACY : MODERN));
  const { clock, wires, warnings, knownServers, negotiating } = await run({
    scripts: [server.late],
  });
  await clock.waitFor(5000);
  await clock.advance(5000);
  server.answerAll(wires[0]);
  expect((await negotiating).agreement.revision).toBe("2026-07-28");
  expect(wires[0]?.methods).toEqual(["server/discover", "initialize"]);
  expect(knownServers.revisionOf("target")).toBe("2026-07-28");
  expect(warnings).toEqual([]);
  expect(clock.pending).toEqual([]);
});

test("a revision that was agreed for want of an answer to the probe comes with a warning", async () => {
  const { clock, warnings, negotiating } = await run({ scripts: [silent] });
  await clock.waitFor(5000);
  await clock.advance(5000);
  expect((await negotiating).agreement.revision).toBe("2025-11-25");
  expect(warnings).toEqual([expect.stringContaining("pass { probeTimeout }")]);
  expect(clock.pending).toEqual([]);
});

test("a process that cannot take initialize after the probe is started afresh, for it alone", async () => {
  const confused: WireScript = ({ method }) => {
    throw new Refusal(method === "initialize" ? -32000 : ErrorCode.MethodNotFound, "started");
  };
  const { wires, negotiating } = await run({ scripts: [confused, legacy()] });
  expect((await negotiating).agreement.revision).toBe("2025-11-25");
  expect(wires[0]?.isClosed).toBe(true);
  expect(wires[1]?.methods).toEqual(["initialize", "notifications/initialized"]);
});

test("a process that ends before it answers is started again, and a warning says so", async () => {
  const scripts = [() => undefined, legacy()];
  const { clock, wires, warnings, negotiating } = await run({ scripts });
  await clock.waitFor(5000);
  wires[0]?.lose(new MortiseError("SERVER_EXITED", "exited"));
  expect((await negotiating).agreement.revision).toBe("2025-11-25");
  expect(wires.map(({ methods }) => methods[0])).toEqual(["server/discover", "initialize"]);
  expect(warnings).toEqual([
    "The server ended before it answered server/discover; it is started again, for initialize alone",
  ]);
});

test("a transport that cannot be opened again is not, and its refusal is the error", async () => {
  const refusing: WireScript = () => {
    throw new Refusal(-32000, "no");
  };
  const options = { canReopen: false };
  const { wires, negotiating } = await run({ scripts: [refusing], options });
  await expect(negotiating).rejects.toMatchObject({ code: -32000 });
  expect(wires).toHaveLength(1);
});
