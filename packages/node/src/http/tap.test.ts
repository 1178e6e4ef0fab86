import type { WireFrame } from "@mortise/protocol";
import { createServer } from "@mortise/server";
import express from "express";
import { expect, test } from "vitest";
import { createNodeHandler } from "./create-node-handler.ts";
import { exchangeRaw, post, postLegacy } from "./fixture/http-peer.ts";
import { listen } from "./listen.ts";

const create = () =>
  createServer({ name: "s", version: "1", log: () => undefined }).tool(
    "echo",
    { description: "d", input: { type: "object" } },
    (input, { progress }) => {
      progress(1);
      return input;
    },
  );

function dataOf(frames: readonly WireFrame[], direction: string, exchange = 1): Buffer {
  const parts = frames.flatMap((frame) =>
    frame.kind === "data" && frame.direction === direction && frame.exchange === exchange
      ? [Buffer.from(frame.data as string)]
      : [],
  );
  return Buffer.concat(parts);
}

test("bodies and streams are recorded byte for byte", async () => {
  const frames: WireFrame[] = [];
  await using http = await listen(create(), { port: 0, tap: (frame) => frames.push(frame) });
  const params = { name: "echo", arguments: { text: "é🦊" }, _meta: { progressToken: 1 } };
  const response = await post(http.url, "tools/call", params);
  const bytes = Buffer.from(await response.arrayBuffer());
  expect(bytes.toString()).toContain("notifications/progress");
  expect(dataOf(frames, "sent")).toEqual(bytes);
  expect(JSON.parse(dataOf(frames, "received").toString())).toMatchObject({ method: "tools/call" });
});

test("heads have every header in order, as often as it was sent", async () => {
  const frames: WireFrame[] = [];
  await using http = await listen(create(), { port: 0, tap: (frame) => frames.push(frame) });
  const text =
    "POST /mcp?x=1 HTTP/1.1\r\nHost: localhost\r\nX-A: 1\r\nX-a: 2\r\nAuthorization: Bearer secret\r\nconnection: close\r\n\r\n";
  await exchangeRaw(http.port, text);
  expect(frames[0]).toMatchObject({
    kind: "request-head",
    method: "POST",
    url: "/mcp?x=1",
    headers: [
      ["host", "localhost"],
      ["x-a", "1"],
      ["x-a", "2"],
      ["authorization", "(redacted)"],
      ["connection", "close"],
    ],
  });
});

test("a session of 2025-11-25 is recorded: requests, its standalone stream and its end", async () => {
  const frames: WireFrame[] = [];
  await using http = await listen(create(), { port: 0, tap: (frame) => frames.push(frame) });
  const params = {
    protocolVersion: "2025-11-25",
    capabilities: {},
    clientInfo: { name: "c", version: "1" },
  };
  const begun = await postLegacy(http.url, "initialize", params);
  const headers = { "mcp-session-id": begun.headers.get("mcp-session-id") ?? "" };
  await begun.text();
  const standalone = await fetch(http.url, { headers });
  await fetch(http.url, { method: "DELETE", headers });
  await standalone.text();
  const heads = frames.filter(({ kind }) => kind.endsWith("-head"));
  expect(
    heads.map((head) =>
      head.kind === "request-head" ? head.method : "status" in head && head.status,
    ),
  ).toEqual(["POST", 200, "GET", 200, "DELETE", 204]);
  const ends = frames.filter(({ kind }) => kind === "end");
  expect(ends.map(({ exchange }) => exchange).sort()).toEqual([1, 1, 2, 2, 3, 3]);
});

test("a body that a framework parsed is recorded as JSON", async () => {
  const frames: WireFrame[] = [];
  const handler = createNodeHandler(create(), { tap: (frame) => frames.push(frame) });
  const app = express().use(express.json()).use("/api/mcp", handler);
  await using http = await listen(create(), { port: 0, fallback: app });
  const { origin } = new URL(http.url);
  await (
    await post(`${origin}/api/mcp`, "tools/call", { name: "echo", arguments: { a: 1 } })
  ).text();
  expect(frames[0]).toMatchObject({ url: "/api/mcp" });
  expect(JSON.parse(dataOf(frames, "received").toString())).toMatchObject({ method: "tools/call" });
  await handler.close();
});

test("health, fallbacks and other servers' requests are not recorded", async () => {
  const frames: WireFrame[] = [];
  await using http = await listen(create(), { port: 0, tap: (frame) => frames.push(frame) });
  const { origin } = new URL(http.url);
  await fetch(`${origin}/readyz`);
  await fetch(`${origin}/other`);
  expect(frames).toEqual([]);
});
