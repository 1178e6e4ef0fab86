import { expect, test } from "vitest";
import type { Clock } from "./clock.ts";
import type { WireFrame } from "./tap.ts";
import { openTap } from "./tap-exchange.ts";

let now = 1_000;
const clock = { now: () => now++ } as Clock;

function record(): { frames: WireFrame[]; begin: ReturnType<typeof openTap> } {
  const frames: WireFrame[] = [];
  const settings = { side: "server", transport: "stdio", clock } as const;
  return { frames, begin: openTap((frame) => frames.push(frame), settings) };
}

test("frames are numbered across exchanges and carry the time", () => {
  now = 1_000;
  const { frames, begin } = record();
  const [first, second] = [begin(), begin()];
  first.data("received", "a\n");
  second.pass({ kind: "response-head", direction: "sent", status: 200, headers: [] });
  first.end("received");
  const fields = { side: "server", transport: "stdio" };
  expect(frames).toEqual([
    {
      ...fields,
      kind: "data",
      direction: "received",
      data: "a\n",
      sequence: 1,
      at: 1000,
      exchange: 1,
    },
    {
      ...fields,
      kind: "response-head",
      direction: "sent",
      status: 200,
      headers: [],
      sequence: 2,
      at: 1001,
      exchange: 2,
    },
    { ...fields, kind: "end", direction: "received", sequence: 3, at: 1002, exchange: 1 },
  ]);
});

test("bytes are text if they are well-formed, a byte order mark included, and copied otherwise", () => {
  const { frames, begin } = record();
  const exchange = begin();
  const broken = Uint8Array.of(0x61, 0xff);
  exchange.data("sent", new TextEncoder().encode("\ufeffé🦊"));
  exchange.data("sent", broken);
  exchange.data("sent", "");
  broken[0] = 0;
  expect(frames.map((frame) => frame.kind === "data" && frame.data)).toEqual([
    "\ufeffé🦊",
    Uint8Array.of(0x61, 0xff),
  ]);
});

test("each direction ends once, with the first reason", () => {
  const { frames, begin } = record();
  const exchange = begin();
  exchange.end("sent", "the client went away");
  exchange.end("sent");
  exchange.end("received");
  expect(frames).toMatchObject([
    { kind: "end", direction: "sent", reason: "the client went away" },
    { kind: "end", direction: "received" },
  ]);
  expect(frames[1]).not.toHaveProperty("reason");
});

test("errors of the tap are ignored", () => {
  const begin = openTap(
    () => {
      throw new Error("broken tap");
    },
    { side: "client", transport: "http" },
  );
  expect(() => begin().data("sent", "a")).not.toThrow();
});

test("the rejection of an async tap is ignored, which the runner would report otherwise", async () => {
  let calls = 0;
  const tap = (): Promise<void> => {
    calls += 1;
    return Promise.reject(new Error("broken async tap"));
  };
  const begin = openTap(tap as never, { side: "server", transport: "memory" });
  begin().data("sent", "a");
  begin().data("sent", "b");
  await Promise.resolve();
  expect(calls).toBe(2);
});

test("two transports with one tap share its numbers", () => {
  const frames: WireFrame[] = [];
  const tap = (frame: WireFrame): void => void frames.push(frame);
  openTap(tap, { side: "client", transport: "stdio" })().data("sent", "a");
  openTap(tap, { side: "client", transport: "http" })().data("sent", "b");
  expect(frames.map(({ sequence, exchange }) => [sequence, exchange])).toEqual([
    [1, 1],
    [2, 2],
  ]);
});
