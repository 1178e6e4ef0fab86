import { ErrorCode, MortiseError, ProtocolError } from "@mortise/protocol";
import { createFakeClock } from "@mortise/protocol/test-kit";
import { expect, test } from "vitest";
import { nextTurn } from "../time/fixture/next-turn.ts";
import { parseRetryAfter, readRetryAfter } from "./retry-after.ts";
import { untilAdmitted } from "./until-admitted.ts";

function refuse(retryAfterMs?: number): ProtocolError {
  return new ProtocolError(ErrorCode.RateLimited, "busy", { data: { retryAfterMs } });
}

/** Sends a request that is refused with each error in turn. */
function run(method: string, refusals: readonly unknown[], timeoutMs = 60_000) {
  const clock = createFakeClock();
  const stop = new AbortController();
  const limits: number[] = [];
  const sending = untilAdmitted(
    { method, timeoutMs, clock, signal: stop.signal },
    async (leftMs) => {
      limits.push(leftMs);
      const refusal = refusals[limits.length - 1];
      if (refusal !== undefined) throw refusal;
      return { sent: limits.length };
    },
  );
  sending.catch(() => undefined);
  return { clock, stop, limits, sending };
}

test.each(["tools/list", "resources/read", "ping", "prompts/get", "server/discover", "initialize"])(
  "%s is repeated after the pause that the server asks for, within its time",
  async (method) => {
    const { clock, limits, sending } = run(method, [refuse(1000), refuse(2000)]);
    await clock.waitFor(1000);
    await clock.advance(1000);
    await clock.waitFor(2000);
    await clock.advance(2000);
    expect(await sending).toEqual({ sent: 3 });
    expect(limits).toEqual([60_000, 59_000, 57_000]);
  },
);

test("a third refusal is the caller's", async () => {
  const { clock, limits, sending } = run("ping", [refuse(1), refuse(1), refuse(1)]);
  await clock.waitFor(1);
  await clock.advance(1);
  await clock.waitFor(1);
  await clock.advance(1);
  await expect(sending).rejects.toThrow("busy");
  expect(limits).toHaveLength(3);
});

test.each(["tools/call", "resources/subscribe", "jobs/start"])(
  "%s is never repeated",
  async (method) => {
    const { limits, sending } = run(method, [refuse(1)]);
    await expect(sending).rejects.toThrow("busy");
    expect(limits).toHaveLength(1);
  },
);

test("a pause longer than the time that is left is not waited for", async () => {
  const { clock, sending } = run("ping", [refuse(60_000)], 60_000);
  await expect(sending).rejects.toThrow("busy");
  expect(clock.pending).toEqual([]);
});

test("an error that asks for no pause is the caller's at once", async () => {
  const failure = new MortiseError("CONNECTION_CLOSED", "lost");
  await expect(run("ping", [failure]).sending).rejects.toBe(failure);
  await expect(run("ping", [refuse()]).sending).rejects.toThrow("busy");
});

test("an aborted pause ends with the refusal", async () => {
  const { clock, stop, limits, sending } = run("ping", [refuse(1000)]);
  await clock.waitFor(1000);
  stop.abort();
  await nextTurn();
  await expect(sending).rejects.toThrow("busy");
  expect(limits).toHaveLength(1);
});

test.each<[string, unknown, number | undefined]>([
  ["a rate limit", refuse(1500), 1500],
  [
    "another code with such data",
    new ProtocolError(-32000, "x", { data: { retryAfterMs: 5 } }),
    undefined,
  ],
  [
    "an HTTP error",
    new MortiseError("HTTP_ERROR", "x", { data: { status: 429, retryAfterMs: 20 } }),
    20,
  ],
  [
    "a protocol error over HTTP",
    new ProtocolError(-32000, "x", {
      cause: new MortiseError("HTTP_ERROR", "x", { data: { status: 503, retryAfterMs: 30 } }),
    }),
    30,
  ],
  ["a negative pause", refuse(-1), undefined],
  ["an error of another kind", new Error("x"), undefined],
])("the pause of %s is read", (_, error, expected) => {
  expect(readRetryAfter(error)).toBe(expected);
});

test.each<[Record<string, string>, number | undefined]>([
  [{ "Retry-After": "3" }, 3000],
  [{ "Retry-After": " 0 " }, 0],
  [{ "Retry-After": "-3" }, undefined],
  [{ "Retry-After": "1e3" }, undefined],
  [{}, undefined],
  [{ "Retry-After": "Fri, 27 Nov 2026 10:00:05 GMT", Date: "Fri, 27 Nov 2026 10:00:00 GMT" }, 5000],
  [{ "Retry-After": "Fri, 27 Nov 2026 09:00:00 GMT", Date: "Fri, 27 Nov 2026 10:00:00 GMT" }, 0],
  [{ "Retry-After": "Fri, 27 Nov 2026 10:00:05 GMT" }, undefined],
])("the header of %j is read as %s ms", (headers, expected) => {
  expect(parseRetryAfter(new Headers(headers))).toBe(expected);
});

test("a request that changes nothing is sent once more when its connection broke, others are not", async () => {
  const reset = Object.assign(new Error("reset"), { code: "ECONNRESET" });
  const broken = new MortiseError("CONNECTION_FAILED", "broke", { cause: reset });
  expect(await run("tools/list", [broken]).sending).toEqual({ sent: 2 });
  await expect(run("tools/list", [broken, broken]).sending).rejects.toBe(broken);
  await expect(run("tools/call", [broken]).sending).rejects.toBe(broken);
  const unreached = new MortiseError("CONNECTION_FAILED", "refused");
  await expect(run("tools/list", [unreached]).sending).rejects.toBe(unreached);
});
