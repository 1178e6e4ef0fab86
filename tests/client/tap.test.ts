import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { connect, listen } from "@mortise/node";
import type { Tap, WireFrame } from "@mortise/protocol";
import { createServer } from "@mortise/server";
import { createFakeClock } from "@mortise/testing";
import { afterAll, expect, test } from "vitest";
import { startScriptedHttp } from "../fixture/server/scripted-http.ts";

const folder = mkdtempSync(join(tmpdir(), "mortise-tap-"));
afterAll(() => rmSync(folder, { recursive: true }));

/** A stdio server that keeps a copy of every byte it reads and writes. */
const COPYING_SERVER = `
  import { appendFileSync } from "node:fs";
  import { createInterface } from "node:readline";
  const [, received, written] = process.argv;
  process.stdin.on("data", (chunk) => appendFileSync(received, chunk));
  const write = (bytes) => { appendFileSync(written, bytes); process.stdout.write(bytes); };
  const answer = (id, result, end = "\\n") => write(Buffer.from(JSON.stringify({ jsonrpc: "2.0", id, result }) + end));
  write(Buffer.from("Server ready\\r\\n\\n"));
  createInterface({ input: process.stdin }).on("line", (line) => {
    const { id, method, params } = JSON.parse(line);
    if (method === "server/discover") answer(id, { resultType: "complete", supportedVersions: ["2026-07-28"], capabilities: {} });
    if (method !== "tools/call") return;
    if (params.name === "crash") process.exit(1);
    if (params.name === "raw") write(Buffer.from([0x22, 0xff, 0xfe, 0x22, 0x0a]));
    answer(id, { resultType: "complete", content: [{ type: "text", text: "grüß 🎉" }] }, "\\r\\n");
  });
`;

interface Recording {
  readonly frames: readonly WireFrame[];
  readonly tap: Tap;
}

function record(): Recording {
  const frames: WireFrame[] = [];
  return { frames, tap: (frame) => void frames.push(frame) };
}

/** Puts the data of one direction together, byte for byte. */
function collect(frames: readonly WireFrame[], direction: WireFrame["direction"]): Buffer {
  const parts = frames.filter((frame) => frame.direction === direction);
  return Buffer.concat(
    parts.flatMap((frame) => (frame.kind === "data" ? [Buffer.from(frame.data as string)] : [])),
  );
}

function numbers(frames: readonly WireFrame[]): number[] {
  return frames.map(({ sequence }) => sequence);
}

test("a tap records a whole stdio session byte for byte, a restart included", async () => {
  const { frames, tap } = record();
  const [received, written] = [join(folder, "received"), join(folder, "written")];
  const args = ["--input-type=module", "--eval", COPYING_SERVER, "--", received, written];
  const target = { command: process.execPath, args, stderr: "capture" } as const;
  const client = await connect(target, { tap });
  expect((await client.callTool("say", { text: "é世" })).text).toBe("grüß 🎉");
  await client.callTool("raw");
  await client.callTool("crash").catch(() => undefined);
  expect((await client.callTool("say")).text).toBe("grüß 🎉");
  await client.close();
  expect(collect(frames, "sent").equals(readFileSync(received))).toBe(true);
  expect(collect(frames, "received").equals(readFileSync(written))).toBe(true);
  expect(numbers(frames)).toEqual(frames.map((_, index) => index + 1));
  expect(new Set(frames.map(({ exchange }) => exchange))).toEqual(new Set([1, 2]));
  expect(new Set(frames.map(({ transport, side }) => `${side} ${transport}`))).toEqual(
    new Set(["client stdio"]),
  );
  const lines = frames.flatMap((frame) => (frame.kind === "data" ? [frame.data] : []));
  expect(lines).toContain("Server ready\r\n");
  expect(lines).toContainEqual(new Uint8Array([0x22, 0xff, 0xfe, 0x22, 0x0a]));
});

test("over HTTP a tap sees heads and bodies as they were, each request with its response", async () => {
  const { frames, tap } = record();
  const clock = createFakeClock({ start: 1_000 });
  const bodies: string[] = [];
  await using server = await startScriptedHttp((exchange) => {
    bodies.push(JSON.stringify(exchange.message));
    if (exchange.message.method === "server/discover") {
      return exchange.result(
        { resultType: "complete", supportedVersions: ["2026-07-28"], capabilities: {} },
        { "Set-Cookie": "id=secret", "X-Kept": "yes" },
      );
    }
    const send = exchange.stream();
    const { id } = exchange.message;
    send({ data: { jsonrpc: "2.0", method: "notifications/x" } });
    send({ data: { jsonrpc: "2.0", id, result: { resultType: "complete", content: [] } } });
    exchange.response.end();
  });
  const headers = { authorization: "Bearer secret-of-ann", "x-tenant": "blue" };
  await using client = await connect(`${server.url}?q=1`, { tap, headers, clock });
  await client.callTool("any");
  const kinds = (exchange: number): string[] =>
    frames
      .filter((frame) => frame.exchange === exchange)
      .map(({ direction, kind }) => `${direction} ${kind}`);
  const head = ["sent request-head", "sent data", "sent end", "received response-head"];
  expect(kinds(1)).toEqual([...head, "received data", "received end"]);
  expect(kinds(2).slice(0, 4)).toEqual(head);
  expect(kinds(2).at(-1)).toBe("received end");
  expect(frames[0]).toMatchObject({
    at: 1_000,
    method: "POST",
    url: `${server.url}?q=1`,
    headers: expect.arrayContaining([
      ["authorization", "(redacted)"],
      ["x-tenant", "(redacted)"],
      ["mcp-method", "server/discover"],
    ]),
  });
  expect(frames.find(({ kind }) => kind === "response-head")).toMatchObject({
    status: 200,
    headers: expect.arrayContaining([
      ["set-cookie", "(redacted)"],
      ["x-kept", "yes"],
    ]),
  });
  const sent = frames.flatMap((frame) =>
    frame.kind === "data" && frame.direction === "sent" ? [frame.data] : [],
  );
  expect(sent).toEqual(bodies);
  const streamed = collect(
    frames.filter(({ exchange }) => exchange === 2),
    "received",
  ).toString("utf8");
  expect(streamed).toBe(
    'data: {"jsonrpc":"2.0","method":"notifications/x"}\n\n' +
      'data: {"jsonrpc":"2.0","id":2,"result":{"resultType":"complete","content":[]}}\n\n',
  );
  expect(JSON.stringify(frames)).not.toContain("secret");
});

test("a tap sees each redirect and each failure, with the reason", async () => {
  const { frames, tap } = record();
  await using server = await startScriptedHttp((exchange) => {
    const { url } = exchange.response.req;
    if (url === "/mcp") exchange.response.writeHead(308, { location: "/mcp/" }).end();
    else exchange.response.destroy();
  });
  const options = { tap, revision: "2026-07-28" } as const;
  await expect(connect(server.url, options)).rejects.toMatchObject({ code: "CONNECTION_FAILED" });
  // A kept connection that breaks on the first question is no failure yet: it is asked once more.
  const attempt = (redirected: number, failed: number): string[] => [
    `${redirected} request-head`,
    `${redirected} data`,
    `${redirected} end`,
    `${redirected} response-head`,
    `${redirected} end`,
    `${failed} request-head`,
    `${failed} data`,
    `${failed} end`,
    `${failed} end`,
  ];
  expect(frames.map(({ kind, exchange }) => `${exchange} ${kind}`)).toEqual([
    ...attempt(1, 2),
    ...attempt(3, 4),
  ]);
  expect(frames.at(-1)).toMatchObject({ direction: "received", reason: expect.any(String) });
});

test("in memory a tap sees every message as text, and the end of the connection", async () => {
  const { frames, tap } = record();
  const server = createServer({ name: "a", version: "1" }).tool("t", { description: "d" }, () => 5);
  const client = await connect(server, { tap, revision: "2025-11-25" });
  await client.callTool("t");
  await client.close();
  const sent = frames.flatMap((frame) =>
    frame.kind === "data" && frame.direction === "sent"
      ? [(JSON.parse(String(frame.data)) as { method: string }).method]
      : [],
  );
  expect(sent).toEqual(["initialize", "notifications/initialized", "tools/call"]);
  expect(frames.at(-2)).toMatchObject({ kind: "end", direction: "sent", transport: "memory" });
  expect(frames.at(-1)).toMatchObject({ kind: "end", direction: "received" });
  expect(numbers(frames)).toEqual(frames.map((_, index) => index + 1));
});

test.each(["2026-07-28", "2025-11-25"] as const)(
  "a tapped client works as an untapped one with a server of %s",
  async (revision) => {
    const { frames, tap } = record();
    const server = createServer({ name: "a", version: "1" }).tool(
      "steps",
      { description: "d" },
      async (_, ctx) => {
        await ctx.progress(1);
        return "x".repeat(200_000);
      },
    );
    await using listening = await listen(server, { port: 0 });
    await using client = await connect(listening.url, { tap, revision });
    const seen: number[] = [];
    const onProgress = ({ progress }: { progress: number }): void => void seen.push(progress);
    expect((await client.callTool("steps", {}, { onProgress })).text).toHaveLength(200_000);
    expect(seen).toEqual([1]);
    expect(frames.length).toBeGreaterThan(0);
  },
);

test("a tap that throws harms nothing", async () => {
  const server = createServer({ name: "a", version: "1" }).tool("t", { description: "d" }, () => 5);
  await using listening = await listen(server, { port: 0 });
  const tap = (): never => {
    throw new Error("broken tap");
  };
  for (const target of [listening.url, server]) {
    await using client = await connect<unknown>(target as string, { tap });
    expect((await client.callTool("t")).text).toBe("5");
  }
});
