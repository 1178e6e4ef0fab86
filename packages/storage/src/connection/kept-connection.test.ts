import { systemRandom } from "@mortise/protocol";
import { createFakeClock } from "@mortise/protocol/test-kit";
import { expect, test, vi } from "vitest";
import { readConnectionOptions } from "./connection-options.ts";
import type { ConnectionKind } from "./kept-connection.ts";
import { KeptConnection } from "./kept-connection.ts";

interface Line {
  readonly number: number;
  readonly lose: (error: unknown) => void;
}

/** A service whose connections are objects with a number. */
function createService() {
  const clock = createFakeClock();
  const reported: Error[] = [];
  const settings = readConnectionOptions({
    connectTimeoutMs: 1_000,
    timeoutMs: 500,
    heartbeatMs: 10_000,
    clock,
    random: { ...systemRandom, bytes: (length) => new Uint8Array(length) },
    onError: (error) => reported.push(error),
  });
  const lines: Line[] = [];
  let isAway = false;
  const kind = {
    name: "The service",
    open: vi.fn(async (lost: (error: unknown) => void): Promise<Line> => {
      if (isAway) throw new Error("refused");
      const line = { number: lines.length + 1, lose: lost };
      lines.push(line);
      return line;
    }),
    ping: vi.fn(async (_line: Line): Promise<unknown> => undefined),
    close: vi.fn(async (_line: Line): Promise<unknown> => undefined),
    discard: vi.fn((_line: Line): void => undefined),
    resumed: vi.fn((): void => undefined),
  } satisfies ConnectionKind<Line>;
  return {
    clock,
    kind,
    lines,
    reported,
    settings,
    open: () => KeptConnection.open(kind, settings),
    goAway: () => {
      isAway = true;
    },
    comeBack: () => {
      isAway = false;
    },
  };
}

const LOST = { code: "CONNECTION_FAILED" };

test("a service that refuses at first is an error, and leaves no timer", async () => {
  const { clock, goAway, open } = createService();
  goAway();
  await expect(open()).rejects.toMatchObject({ ...LOST, message: "The service failed: refused" });
  expect(clock.pending).toEqual([]);
});

test("a lost connection is replaced after a wait that doubles, however long it takes", async () => {
  const { clock, kind, lines, reported, open, goAway, comeBack } = createService();
  await using kept = Object.assign(await open(), {
    [Symbol.asyncDispose]: async () => undefined,
  });
  goAway();
  lines[0]?.lose(new Error("reset"));
  expect(reported).toMatchObject([{ ...LOST, message: "The service failed: reset" }]);
  expect(() => kept.current).toThrow(expect.objectContaining(LOST));
  expect(kind.discard).toHaveBeenCalledExactlyOnceWith(lines[0]);
  await clock.advance(50 + 100 + 200 + 399);
  expect(kind.open).toHaveBeenCalledTimes(4);
  comeBack();
  await clock.advance(1);
  expect(kept.current).toBe(lines[1]);
  expect(kind.resumed).toHaveBeenCalledOnce();
  // The next loss begins with a short wait again, and is reported again.
  lines[1]?.lose(new Error("reset"));
  await clock.advance(50);
  expect(kept.current).toBe(lines[2]);
  expect(reported).toHaveLength(2);
  await kept.close();
});

test("an old connection that fails once more disturbs nothing", async () => {
  const { clock, lines, reported, open } = createService();
  const kept = await open();
  lines[0]?.lose(new Error("reset"));
  await clock.advance(50);
  lines[0]?.lose(new Error("reset again"));
  expect(kept.current).toBe(lines[1]);
  expect(reported).toHaveLength(1);
  await kept.close();
});

test("a connection that is lost while it opens is not used", async () => {
  const { kind, open } = createService();
  kind.open.mockImplementationOnce(async (lost) => {
    const line = { number: 0, lose: lost };
    lost(new Error("lost early"));
    return line;
  });
  await expect(open()).rejects.toThrow("The service failed: lost early");
  expect(kind.discard).toHaveBeenCalledOnce();
});

test("a silent connection is found by a sign of life that does not come (timgit/pg-boss#850)", async () => {
  const { clock, kind, lines, reported, open } = createService();
  const kept = await open();
  await clock.advance(10_000);
  await clock.advance(10_000);
  expect(kind.ping).toHaveBeenCalledTimes(2);
  expect(kept.current).toBe(lines[0]);
  kind.ping.mockImplementationOnce(() => new Promise(() => undefined));
  await clock.advance(10_000);
  await clock.advance(499);
  expect(kept.current).toBe(lines[0]);
  await clock.advance(1 + 50);
  expect(reported).toMatchObject([{ message: "The service did not answer within 500 ms" }]);
  expect(kept.current).toBe(lines[1]);
  await clock.advance(10_000);
  expect(kind.ping).toHaveBeenLastCalledWith(lines[1]);
  await kept.close();
});

test("waiting for a connection ends with it, or in time", async () => {
  const { clock, lines, open, goAway, comeBack } = createService();
  const kept = await open();
  expect(await kept.ready()).toBe(lines[0]);
  goAway();
  lines[0]?.lose(new Error("reset"));
  const impatient = expect(kept.ready()).rejects.toMatchObject({
    ...LOST,
    message: "The service was not reached within 1000 ms",
  });
  await clock.advance(1_000);
  await impatient;
  const patient = kept.ready();
  comeBack();
  await clock.advance(1_000);
  expect(await patient).toBe(lines[1]);
  await kept.close();
});

test("closing ends the connection in good order, refuses those that wait, and stops the timers", async () => {
  const { clock, kind, lines, open } = createService();
  const kept = await open();
  await kept.close();
  expect(kind.close).toHaveBeenCalledExactlyOnceWith(lines[0]);
  expect(kind.discard).not.toHaveBeenCalled();
  expect(clock.pending).toEqual([]);
  const again = createService();
  const lost = await again.open();
  again.goAway();
  again.lines[0]?.lose(new Error("reset"));
  const waiting = expect(lost.ready()).rejects.toMatchObject({ code: "CLOSED" });
  await lost.close();
  await waiting;
  expect(again.clock.pending).toEqual([]);
});

test("a connection that does not close in time is discarded", async () => {
  const { clock, kind, lines, open } = createService();
  const kept = await open();
  kind.close.mockImplementationOnce(() => new Promise(() => undefined));
  const closing = kept.close();
  await clock.advance(500);
  await closing;
  expect(kind.discard).toHaveBeenCalledExactlyOnceWith(lines[0]);
});

test("a connection that opens after closing is ended", async () => {
  const { clock, kind, lines, open } = createService();
  const kept = await open();
  const { promise, resolve } = Promise.withResolvers<void>();
  lines[0]?.lose(new Error("reset"));
  const openAtOnce = kind.open.getMockImplementation();
  kind.open.mockImplementationOnce(async (lost) => {
    await promise;
    return (await openAtOnce?.(lost)) as Line;
  });
  await clock.advance(50);
  await kept.close();
  resolve();
  await clock.advance(1);
  expect(kind.close).toHaveBeenCalledExactlyOnceWith(lines[1]);
  expect(clock.pending).toEqual([]);
});
