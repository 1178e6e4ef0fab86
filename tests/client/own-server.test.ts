import type { Client, LogEntry, Progress } from "@mortise/client";
import type { NodeTarget } from "@mortise/node";
import { connect, listen } from "@mortise/node";
import type { Revision } from "@mortise/protocol";
import { createServer } from "@mortise/server";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

/** The same server in this process and, as text, in one of its own. */
const DEFINITION = `
  let cancelled = 0;
  server.tool("echo", { description: "Echoes" }, (input) => ({ got: input }));
  server.tool("work", { description: "Reports" }, (_, ctx) => {
    for (const done of [1, 2, 3]) ctx.progress(done, 3, "step " + done);
    ctx.log.info("worked", "worker");
    return "done";
  });
  server.tool("ask", { description: "Asks everything" }, async (_, ctx) => {
    const schema = { type: "object", properties: { name: { type: "string" }, size: { type: "integer", default: 4 } }, required: ["name"] };
    const answer = await ctx.elicit("name", { message: "Name?", schema });
    const [root] = await ctx.roots();
    return { answer: answer.content ?? answer.action, root: root.uri };
  });
  server.tool("hang", { description: "Hangs" }, (_, ctx) => new Promise((resolve) => {
    ctx.signal.addEventListener("abort", () => { cancelled += 1; resolve("late"); });
  }));
  server.tool("cancelled", { description: "Counts" }, () => String(cancelled));
  server.tool("grow", { description: "Adds a tool" }, () => {
    server.tool("grown", { description: "New" }, () => "grown");
    return "ok";
  });
`;

function createTestServer(): ReturnType<typeof createServer> {
  const server = createServer({ name: "own", version: "1.0.0", instructions: "Be kind" });
  new Function("server", DEFINITION)(server);
  return server;
}

const PROGRAM = `
  import { createServer } from "@mortise/server";
  import { serveStdio } from "@mortise/node";
  const server = createServer({ name: "own", version: "1.0.0", instructions: "Be kind" });
  ${DEFINITION}
  serveStdio(server);
`;

async function open(transport: string): Promise<{ target: NodeTarget; stop(): Promise<void> }> {
  if (transport === "stdio") {
    const args = ["--input-type=module", "--eval", PROGRAM];
    return { target: { command: process.execPath, args }, stop: async () => undefined };
  }
  const server = createTestServer();
  if (transport === "memory") return { target: server, stop: async () => undefined };
  const listening = await listen(server, { port: 0 });
  return { target: listening.url, stop: () => listening.close() };
}

const MATRIX = ["memory", "stdio", "http"].flatMap((transport) =>
  (["2026-07-28", "2025-11-25"] as const).map((revision) => [transport, revision] as const),
);

describe.each<readonly [string, Revision]>(MATRIX)("over %s in %s", (transport, revision) => {
  let client: Client;
  let stop: () => Promise<void>;

  beforeAll(async () => {
    const opened = await open(transport);
    stop = opened.stop;
    client = await connect(opened.target, {
      revision,
      elicit: async () => ({ action: "accept", content: { name: "Ada" } }),
      roots: () => [{ uri: "file:///work" }],
    });
  });

  afterAll(async () => {
    await client.close();
    await stop();
  });

  test("the handshake names the server", async () => {
    expect(client).toMatchObject({
      revision,
      instructions: "Be kind",
      serverInfo: { name: "own" },
    });
    await client.ping();
  });

  test("a call returns structure and text", async () => {
    expect((await client.callTool("echo", {})).structured).toEqual({ got: {} });
    await expect(client.callTool("none")).rejects.toMatchObject({ code: -32602 });
  });

  test("progress and logs arrive before the result", async () => {
    const progress: Progress[] = [];
    const logged: LogEntry[] = [];
    const options = {
      onProgress: (each: Progress) => progress.push(each),
      onLog: (entry: LogEntry) => logged.push(entry),
    };
    expect((await client.callTool("work", {}, options)).text).toBe("done");
    expect(progress).toEqual(
      [1, 2, 3].map((done) => ({ progress: done, total: 3, message: `step ${done}` })),
    );
    expect(logged).toEqual([{ level: "info", logger: "worker", data: "worked" }]);
  });

  test("a handler's questions are answered", async () => {
    const { structured } = await client.callTool("ask");
    expect(structured).toEqual({ answer: { name: "Ada", size: 4 }, root: "file:///work" });
  });

  test("an aborted call ends on the server", async () => {
    const before = Number((await client.callTool("cancelled")).text);
    const controller = new AbortController();
    const call = client.callTool("hang", {}, { signal: controller.signal });
    await client.ping();
    controller.abort();
    await expect(call).rejects.toMatchObject({ code: "ABORTED" });
    await expect
      .poll(async () => Number((await client.callTool("cancelled")).text))
      .toBe(before + 1);
  });

  test("a changed list is reported", async () => {
    const acknowledged = Promise.withResolvers<void>();
    const changes = client.listen(
      { toolsListChanged: true },
      { onAcknowledged: () => acknowledged.resolve() },
    );
    const next = changes.next();
    await acknowledged.promise;
    await client.callTool("grow");
    expect((await next).value?.method).toBe("notifications/tools/list_changed");
    await changes.return(undefined);
  });
});
