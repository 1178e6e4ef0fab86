import { mkdtemp, readFile, rm } from "node:fs/promises";
import type { RequestListener } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { NodeTarget } from "@mortise/node";
import { connect, createNodeHandler, listen } from "@mortise/node";
import type { Tap, WireFrame } from "@mortise/protocol";
import { createFetchHandler, createMemoryTransport } from "@mortise/server";
import { describe, expect, onTestFinished, test } from "vitest";
import { createTappedServer } from "../fixture/server/create-tapped-server.ts";

/** A tapped server, and what its tap has seen. */
interface Tapped {
  readonly target: NodeTarget;
  readonly fetch?: typeof fetch;
  frames(): WireFrame[] | Promise<WireFrame[]>;
}

const URL_IN_PROCESS = "http://localhost/mcp";

/** Serves with a tap until the test ends, over each wire. */
const WIRES: Readonly<Record<string, () => Promise<Tapped>>> = {
  memory: () => {
    const { tap, frames } = record();
    return Promise.resolve({
      target: createMemoryTransport(createTappedServer(), { tap }),
      frames,
    });
  },
  stdio: async () => {
    const folder = await mkdtemp(join(tmpdir(), "mortise-tap-"));
    onTestFinished(() => rm(folder, { recursive: true }));
    const path = join(folder, "frames.jsonl");
    const server = fileURLToPath(
      new URL("../fixture/server/tapped-stdio-server.ts", import.meta.url),
    );
    return {
      target: { command: process.execPath, args: [server, path] },
      frames: async () =>
        (await readFile(path, "utf8"))
          .trimEnd()
          .split("\n")
          .map((frame) => JSON.parse(frame) as WireFrame),
    };
  },
  "HTTP, listen": async () => {
    const { tap, frames } = record();
    const listening = await listen(createTappedServer(), { port: 0, tap });
    onTestFinished(() => listening.close());
    return { target: listening.url, frames };
  },
  "HTTP, a Node handler": async () => {
    const { tap, frames } = record();
    const handler = createNodeHandler(createTappedServer(), { tap });
    const fallback: RequestListener = (request, response) => handler(request, response);
    const listening = await listen(createTappedServer(), { port: 0, fallback });
    onTestFinished(() => listening.close());
    onTestFinished(() => handler.close());
    return { target: new URL("/mounted", listening.url), frames };
  },
  "HTTP, a web handler": async () => {
    const { tap, frames } = record();
    const handle = createFetchHandler(createTappedServer(), { tap });
    onTestFinished(() => handle.close());
    return {
      target: URL_IN_PROCESS,
      fetch: (input, init) => handle(new Request(input, init)),
      frames,
    };
  },
};

function record(): { tap: Tap; frames: () => WireFrame[] } {
  const frames: WireFrame[] = [];
  return { tap: (frame) => void frames.push(frame), frames: () => frames };
}

function textOf(frames: readonly WireFrame[], direction: WireFrame["direction"]): string {
  return frames
    .map((frame) => (frame.kind === "data" && frame.direction === direction ? frame.data : ""))
    .join("");
}

describe.each(Object.entries(WIRES))("over %s", (_name, open) => {
  describe.each(["2025-11-25", "2026-07-28"] as const)("in %s", (revision) => {
    /** Connects, lets `use` work with the client, closes, and returns the frames. */
    async function tapped(
      use: (client: Awaited<ReturnType<typeof connect>>) => Promise<void>,
    ): Promise<WireFrame[]> {
      const { target, fetch, frames } = await open();
      const client = await connect(target, {
        revision,
        ...(fetch && { fetch }),
        elicit: () => ({ action: "accept", content: { word: "mortise" } }),
      });
      await use(client);
      await client.close();
      return frames();
    }

    test("a call is among the received data, its progress and answer among the sent", async () => {
      const frames = await tapped(async (client) => {
        const { text } = await client.callTool("count", {}, { onProgress: () => undefined });
        expect(text).toBe("counted");
      });
      expect(textOf(frames, "received")).toContain('"name":"count"');
      const sent = textOf(frames, "sent");
      expect(sent.indexOf("notifications/progress")).toBeGreaterThan(0);
      expect(sent.indexOf("counted")).toBeGreaterThan(sent.indexOf("notifications/progress"));
    });

    test("a question and its answer cross where the tap sees them", async () => {
      const frames = await tapped(async (client) => {
        expect((await client.callTool("ask", {})).text).toBe("the word is mortise");
      });
      expect(textOf(frames, "sent")).toContain("Which word?");
      expect(textOf(frames, "received")).toContain('"word":"mortise"');
    });

    test("frames are numbered in order, and each direction of an exchange ends once", async () => {
      const frames = await tapped(async (client) => {
        await client.listTools();
        await client.callTool("count", {});
      });
      expect(frames.map(({ sequence }) => sequence)).toEqual(frames.map((_, index) => index + 1));
      const ends = new Map<string, number>();
      for (const frame of frames) {
        expect(frame.side).toBe("server");
        const key = `${frame.exchange} ${frame.direction}`;
        expect(ends.has(key), `${key} goes on after its end`).toBe(false);
        if (frame.kind === "end") ends.set(key, frame.sequence);
      }
      const exchanges = new Set(frames.map(({ exchange }) => exchange));
      expect(ends.size).toBe(exchanges.size * 2);
    });
  });
});
