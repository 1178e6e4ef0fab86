import type { WireFrame } from "@mortise/protocol";
import { MetaKey } from "@mortise/protocol";
import { expect, test } from "vitest";
import type { FetchFunction } from "../../create-fetch-handler.ts";
import { createFetchHandler } from "../../create-fetch-handler.ts";
import { createServer } from "../../server.ts";
import type { FetchOptions } from "../fetch-handler.ts";

const META = { [MetaKey.protocolVersion]: "2026-07-28", [MetaKey.clientCapabilities]: {} };

const server = createServer({
  name: "s",
  version: "1",
  log: () => undefined,
  auth: {
    authenticate: ({ header }) =>
      Promise.resolve(
        header("authorization") === "Bearer good"
          ? {
              principal: { id: "ann" },
              headers: [
                ["dpop-nonce", "next"],
                ["set-cookie", "a=secret"],
              ],
            }
          : { status: 401, message: "Send a token", headers: [["www-authenticate", "Bearer"]] },
      ),
  },
})
  .tool("echo", { description: "d", input: { type: "object" } }, (input) => input)
  .tool("count", { description: "d" }, (_input, { progress }) => {
    progress(1, 2);
    return Promise.resolve("counted");
  });

/** Everything of a frame that does not depend on the time. */
type Seen = Omit<WireFrame, "at"> & Record<string, unknown>;

function record(options: FetchOptions = {}): { handle: FetchFunction; frames: Seen[] } {
  const frames: Seen[] = [];
  const tap = ({ at, ...frame }: WireFrame): void => {
    expect(Math.abs(at - Date.now())).toBeLessThan(60_000);
    frames.push(frame);
  };
  return { handle: createFetchHandler(server, { ...options, tap }), frames };
}

function call(name: string, headers: Record<string, string> = {}, body?: BodyInit): Request {
  const params = { name, arguments: { text: "é🦊" }, _meta: { ...META, progressToken: "p" } };
  return new Request("http://localhost:80/mcp?key=1", {
    method: "POST",
    body: body ?? JSON.stringify({ jsonrpc: "2.0", id: 1, method: "tools/call", params }),
    headers: {
      authorization: "Bearer good",
      "content-type": "application/json",
      "mcp-protocol-version": "2026-07-28",
      "mcp-method": "tools/call",
      "mcp-name": name,
      ...headers,
    },
  });
}

function dataOf(frames: readonly Seen[], direction: string): string {
  return frames
    .filter((frame) => frame.kind === "data" && frame.direction === direction)
    .map((frame) => frame["data"])
    .join("");
}

test("a tap sees the heads, the bodies and the ends of an exchange, credentials redacted", async () => {
  const { handle, frames } = record();
  const request = call("echo", { cookie: "session=secret", "x-api-key": "secret" });
  const sent = await request.clone().text();
  const response = await handle(request);
  const fields = { side: "server", transport: "http", exchange: 1 };
  expect(frames).toEqual([
    {
      ...fields,
      sequence: 1,
      kind: "request-head",
      direction: "received",
      method: "POST",
      url: "/mcp?key=(redacted)",
      headers: [
        ["authorization", "(redacted)"],
        ["content-type", "application/json"],
        ["cookie", "(redacted)"],
        ["mcp-method", "tools/call"],
        ["mcp-name", "echo"],
        ["mcp-protocol-version", "2026-07-28"],
        ["x-api-key", "(redacted)"],
      ],
    },
    { ...fields, sequence: 2, kind: "data", direction: "received", data: sent },
    { ...fields, sequence: 3, kind: "end", direction: "received" },
    {
      ...fields,
      sequence: 4,
      kind: "response-head",
      direction: "sent",
      status: 200,
      headers: [
        ["content-type", "application/json"],
        ["dpop-nonce", "next"],
        ["set-cookie", "(redacted)"],
      ],
    },
    { ...fields, sequence: 5, kind: "data", direction: "sent", data: await response.text() },
    { ...fields, sequence: 6, kind: "end", direction: "sent" },
  ]);
});

test("each event of a stream is a frame of its own", async () => {
  const { handle, frames } = record();
  const text = await (await handle(call("count"))).text();
  expect(text).toContain("counted");
  expect(dataOf(frames, "sent")).toBe(text);
  const events = frames.filter(({ kind, direction }) => kind === "data" && direction === "sent");
  expect(events.map((frame) => String(frame["data"]).split("\n")[0])).toEqual([
    "event: message",
    "event: message",
  ]);
  expect(frames.at(-1)).toMatchObject({ kind: "end", direction: "sent" });
});

test("exchanges are numbered, and a tap without a body sees none", async () => {
  const { handle, frames } = record();
  await handle(call("echo"));
  frames.length = 0;
  await handle(new Request("http://localhost/mcp", { headers: { authorization: "Bearer good" } }));
  expect(frames).toMatchObject([
    { exchange: 2, kind: "request-head", method: "GET", url: "/mcp" },
    { exchange: 2, kind: "end", direction: "received" },
    { exchange: 2, kind: "response-head", status: 405 },
    { exchange: 2, kind: "data", direction: "sent" },
    { exchange: 2, kind: "end", direction: "sent" },
  ]);
});

test("bodies that are refused are marked as such", async () => {
  const { handle, frames } = record({ maxBodyBytes: 10 });
  const body = new ReadableStream<Uint8Array>({
    pull: (controller) => controller.enqueue(new Uint8Array(8)),
  });
  const large = new Request(call("echo").url, {
    method: "POST",
    headers: call("echo").headers,
    body,
    duplex: "half",
  } as RequestInit);
  expect((await handle(large)).status).toBe(413);
  expect((await handle(call("echo", { authorization: "none" }))).status).toBe(401);
  expect(frames.filter(({ kind }) => kind === "end")).toMatchObject([
    { exchange: 1, direction: "received", reason: "the body is larger than 10 bytes" },
    { exchange: 1, direction: "sent" },
    { exchange: 2, direction: "sent" },
    { exchange: 2, direction: "received", reason: "the body was not read" },
  ]);
});

test("bytes that are not UTF-8 arrive as bytes", async () => {
  const { handle, frames } = record();
  const bytes = Uint8Array.of(0x7b, 0xff, 0x7d);
  await handle(call("echo", {}, bytes));
  expect(frames).toContainEqual(expect.objectContaining({ direction: "received", data: bytes }));
});

test("a client that goes away ends its exchange", async () => {
  const frames: WireFrame[] = [];
  const begun = Promise.withResolvers<void>();
  const slow = createServer({ name: "s", version: "1" }).tool(
    "echo",
    { description: "d" },
    (_input, { signal }) => {
      begun.resolve();
      return new Promise((_resolve, reject) =>
        signal.addEventListener("abort", () => reject(signal.reason)),
      );
    },
  );
  const handle = createFetchHandler(slow, { tap: (frame) => frames.push(frame) });
  const controller = new AbortController();
  void handle(new Request(call("echo"), { signal: controller.signal }));
  await begun.promise;
  controller.abort();
  await handle.close();
  expect(frames.map(({ kind }) => kind)).toEqual(["request-head", "data", "end", "end"]);
  expect(frames.at(-1)).toMatchObject({ direction: "sent", reason: "the client went away" });
});

test("a tap that throws disturbs nothing", async () => {
  const handle = createFetchHandler(server, {
    tap: () => {
      throw new Error("broken tap");
    },
  });
  expect(await (await handle(call("echo"))).text()).toContain("é🦊");
});
