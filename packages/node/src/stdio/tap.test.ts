import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { WireFrame } from "@mortise/protocol";
import { expect, onTestFinished, test } from "vitest";
import { Child, call, line } from "./fixture/child.ts";

const SERVER = "./tapped-server.ts";

type Recorded = WireFrame & { readonly bytes?: string };

async function createRecording(): Promise<{ path: string; read: () => Promise<Recorded[]> }> {
  const folder = await mkdtemp(join(tmpdir(), "mortise-tap-"));
  onTestFinished(() => rm(folder, { recursive: true }));
  const path = join(folder, "frames.jsonl");
  const read = async (): Promise<Recorded[]> =>
    (await readFile(path, "utf8"))
      .trimEnd()
      .split("\n")
      .map((frame) => JSON.parse(frame) as Recorded);
  return { path, read };
}

function dataOf(frames: readonly Recorded[], direction: WireFrame["direction"]): Buffer {
  return Buffer.concat(
    frames.flatMap((frame) => {
      if (frame.kind !== "data" || frame.direction !== direction) return [];
      return [frame.bytes ? Buffer.from(frame.bytes, "base64") : Buffer.from(frame.data as string)];
    }),
  );
}

/** A session of both revisions, with mistakes, in the parts in which it is written. */
const SESSION: readonly (string | Uint8Array)[] = [
  `${line(1, "server/discover")}\n`,
  `${call(2, "echo", { text: "é🦊" })}\r\n\n`,
  "this is no JSON\n",
  Uint8Array.of(0x7b, 0xff, 0x7d, 0x0a),
  call(3, "count").slice(0, 20),
  `${call(3, "count").slice(20)}\n`,
  `${call(4, "long")}\n${call(5, "whoami")}\n`,
  '{"jsonrpc":"2.0","id":6,"method":"initialize","params":{"protocolVersion":"2025-03-26","capabilities":{},"clientInfo":{"name":"c","version":"1"}}}\n',
  '{"jsonrpc":"2.0","method":"notifications/initialized"}\n',
  '[{"jsonrpc":"2.0","id":7,"method":"ping"},{"jsonrpc":"2.0","id":8,"method":"tools/list"}]\n',
  '{"jsonrpc":"2.0","id":9,"method":"ping"}',
];

/** Plays a session into a server and returns what it wrote to its output. */
async function play(parts: readonly (string | Uint8Array)[], ...args: string[]): Promise<Buffer> {
  await using child = new Child(SERVER, args);
  for (const part of parts) {
    child.write(part);
    // Each part is a read of its own for the server.
    await new Promise((resolve) => setImmediate(resolve));
  }
  child.process.stdin.end();
  expect(await child.exit).toEqual([0, null]);
  return Buffer.from(child.stdout);
}

test("a tap records a whole session byte for byte, and what it recorded can be replayed", async () => {
  const { path, read } = await createRecording();
  const answers = await play(SESSION, path);
  const frames = await read();
  const received = dataOf(frames, "received");
  expect(received).toEqual(Buffer.concat(SESSION.map((part) => Buffer.from(part as string))));
  expect(dataOf(frames, "sent")).toEqual(answers);

  const replayed = frames.flatMap((frame) => {
    if (frame.kind !== "data" || frame.direction !== "received") return [];
    return [frame.bytes ? Buffer.from(frame.bytes, "base64") : String(frame.data)];
  });
  // Calls that wait are answered in any order.
  const sort = (output: Buffer): string[] => output.toString().split("\n").sort();
  expect(sort(await play(replayed))).toEqual(sort(answers));
});

test("each line is one frame of one exchange, in the order of the wire", async () => {
  const { path, read } = await createRecording();
  await play([`${call(1, "count")}\n`], path);
  const frames = await read();
  expect(frames.map(({ sequence }) => sequence)).toEqual(frames.map((_frame, index) => index + 1));
  for (const frame of frames) {
    expect(frame).toMatchObject({ side: "server", transport: "stdio", exchange: 1 });
    if (frame.kind === "data") expect(frame.data).toMatch(/^\{.*\}\n$/);
  }
  expect(frames.map(({ kind, direction }) => `${direction} ${kind}`).sort()).toEqual([
    "received data",
    "received end",
    ...Array.from({ length: 4 }, () => "sent data"),
    "sent end",
  ]);
  expect(frames.at(-1)).toMatchObject({ kind: "end", direction: "sent" });
});

test("handlers find the principal of the environment on ctx.auth", async () => {
  const answers = await play([`${call(1, "whoami")}\n`]);
  expect(answers.toString()).toContain('{"id":"ann"}');
});
