import type { Client, ConnectOptions, LogEntry, Progress } from "@mortise/client";
import type { NodeTarget } from "@mortise/node";
import { connect } from "@mortise/node";
import { MortiseError, ProtocolError } from "@mortise/protocol";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { SourceServer } from "../fixture/server/start-source.ts";
import { sourceArguments, startSource } from "../fixture/server/start-source.ts";

/**
 * The features of both servers, written against the part of `McpServer` that v1 and v2 have in
 * common.
 */
const FEATURES = `
  const names = completable(z.string(), (value) => ["Ada", "Alan"].filter((name) => name.startsWith(value)));
  const text = (value) => ({ content: [{ type: "text", text: String(value) }] });
  const register = (server) => {
    server.registerTool("add", {
      description: "Adds two numbers",
      inputSchema: z.object({ a: z.number(), b: z.number() }),
      outputSchema: z.object({ sum: z.number() }),
    }, ({ a, b }) => ({ ...text(a + b), structuredContent: { sum: a + b } }));
    server.registerTool("fail", { description: "Fails" }, () => ({ ...text("no luck"), isError: true }));
    server.registerTool("crash", { description: "Ends the process" }, () => {
      process.stderr.write("out of cheese\\n");
      process.exit(7);
    });
    server.registerResource("guide", "docs://guide", { mimeType: "text/plain" }, (uri) =>
      ({ contents: [{ uri: uri.href, text: "Read me" }] }));
    server.registerResource("note", new ResourceTemplate("notes://{id}", { list: undefined }), {},
      (uri, { id }) => ({ contents: [{ uri: uri.href, text: "Note " + id }] }));
  };
`;

const V1 = `
  import { createServer } from "node:http";
  import { randomUUID } from "node:crypto";
  import { z } from "zod";
  import { completable } from "@modelcontextprotocol/sdk/server/completable.js";
  import { McpServer, ResourceTemplate } from "@modelcontextprotocol/sdk/server/mcp.js";
  import { StdioServerTransport } from "@modelcontextprotocol/sdk/server/stdio.js";
  import { StreamableHTTPServerTransport } from "@modelcontextprotocol/sdk/server/streamableHttp.js";
  ${FEATURES}
  const create = () => {
    const server = new McpServer({ name: "v1", version: "1.0.0" }, { capabilities: { logging: {}, resources: { subscribe: true } }, instructions: "Be kind" });
    register(server);
    server.registerPrompt("greet", { argsSchema: { name: names } }, ({ name }) =>
      ({ messages: [{ role: "user", content: { type: "text", text: "Hello " + name } }] }));
    server.registerTool("work", { description: "Reports progress and logs" }, async (extra) => {
      for (const progress of [1, 2, 3]) {
        if (extra._meta?.progressToken !== undefined) {
          await extra.sendNotification({ method: "notifications/progress", params: { progressToken: extra._meta.progressToken, progress, total: 3 } });
        }
      }
      await extra.sendNotification({ method: "notifications/message", params: { level: "info", data: "worked" } });
      return text("done");
    });
    server.registerTool("ask", { description: "Asks the user" }, async (extra) => {
      const answer = await server.server.elicitInput({ message: "Name?", requestedSchema: { type: "object", properties: { name: { type: "string" }, size: { type: "integer", default: 4 } } } }, { relatedRequestId: extra.requestId });
      return text(JSON.stringify(answer.content ?? answer.action));
    });
    server.registerTool("sample", { description: "Asks the model" }, async (extra) => {
      const answer = await server.server.createMessage({ messages: [{ role: "user", content: { type: "text", text: "Hi" } }], maxTokens: 9 }, { relatedRequestId: extra.requestId });
      return text(answer.content.text);
    });
    server.registerTool("roots", { description: "Lists roots" }, async (extra) =>
      text((await server.server.listRoots({}, { relatedRequestId: extra.requestId })).roots[0].uri));
    server.registerTool("hang", { description: "Waits to be cancelled" }, (extra) => new Promise((resolve) => {
      extra.signal.addEventListener("abort", () => { globalThis.cancelled = (globalThis.cancelled ?? 0) + 1; resolve(text("late")); });
    }));
    server.registerTool("cancelled", { description: "Counts cancellations" }, () => text(globalThis.cancelled ?? 0));
    server.registerTool("grow", { description: "Adds a tool" }, () => {
      server.registerTool("grown", { description: "New" }, () => text("grown"));
      return text("ok");
    });
    return server;
  };
  if (process.argv.includes("--stdio")) {
    await create().connect(new StdioServerTransport());
  } else {
    const sessions = new Map();
    const http = createServer(async (request, response) => {
      let session = sessions.get(request.headers["mcp-session-id"]);
      if (request.url === "/forget") { sessions.clear(); return response.end(); }
      if (session === undefined && request.headers["mcp-session-id"]) { response.writeHead(404).end(); return; }
      if (session === undefined) {
        session = new StreamableHTTPServerTransport({ sessionIdGenerator: randomUUID, onsessioninitialized: (id) => sessions.set(id, session) });
        await create().connect(session);
      }
      await session.handleRequest(request, response);
    });
    http.listen(0, "127.0.0.1", () => console.log("http://127.0.0.1:" + http.address().port + "/mcp"));
  }
`;

const V2 = `
  import { createServer } from "node:http";
  import { z } from "zod";
  import { toNodeHandler } from "@modelcontextprotocol/node";
  import { completable, createMcpHandler, inputRequired, inputResponse, McpServer, ResourceTemplate } from "@modelcontextprotocol/server";
  import { serveStdio } from "@modelcontextprotocol/server/stdio";
  ${FEATURES}
  let notify = () => undefined;
  const create = () => {
    const server = new McpServer({ name: "v2", version: "1.0.0" }, { capabilities: { logging: {}, tools: { listChanged: true } }, instructions: "Be kind" });
    register(server);
    server.registerPrompt("greet", { argsSchema: z.object({ name: names }) }, ({ name }) =>
      ({ messages: [{ role: "user", content: { type: "text", text: "Hello " + name } }] }));
    server.registerTool("work", { description: "Reports progress and logs" }, async (ctx) => {
      const token = ctx.mcpReq._meta?.progressToken;
      for (const progress of [1, 2, 3]) {
        if (token !== undefined) await ctx.mcpReq.notify({ method: "notifications/progress", params: { progressToken: token, progress, total: 3 } });
      }
      await ctx.mcpReq.log("info", "worked");
      return text("done");
    });
    server.registerTool("ask", { description: "Asks the user" }, (ctx) => {
      const answer = inputResponse(ctx.mcpReq.inputResponses, "name");
      if (answer.kind === "elicit") return text(JSON.stringify(answer.content ?? answer.action));
      return inputRequired({ requestState: "s", inputRequests: { name: inputRequired.elicit({ message: "Name?", requestedSchema: { type: "object", properties: { name: { type: "string" }, size: { type: "integer", default: 4 } } } }) } });
    });
    server.registerTool("sample", { description: "Asks the model" }, (ctx) => {
      const answer = inputResponse(ctx.mcpReq.inputResponses, "words");
      if (answer.kind === "sampling") return text(answer.result.content.text);
      return inputRequired({ inputRequests: { words: inputRequired.createMessage({ messages: [{ role: "user", content: { type: "text", text: "Hi" } }], maxTokens: 9 }) } });
    });
    server.registerTool("roots", { description: "Lists roots" }, (ctx) => {
      const answer = inputResponse(ctx.mcpReq.inputResponses, "roots");
      if (answer.kind === "roots") return text(answer.roots[0].uri);
      return inputRequired({ inputRequests: { roots: inputRequired.listRoots() } });
    });
    server.registerTool("hang", { description: "Waits to be cancelled" }, (ctx) => new Promise((resolve) => {
      ctx.mcpReq.signal.addEventListener("abort", () => { globalThis.cancelled = (globalThis.cancelled ?? 0) + 1; resolve(text("late")); });
    }));
    server.registerTool("cancelled", { description: "Counts cancellations" }, () => text(globalThis.cancelled ?? 0));
    server.registerTool("grow", { description: "Adds a tool" }, () => { notify(server); return text("ok"); });
    return server;
  };
  if (process.argv.includes("--stdio")) {
    notify = (server) => server.sendToolListChanged();
    serveStdio(create);
  } else {
    const handler = createMcpHandler(create);
    notify = () => handler.notify.toolsChanged();
    const http = createServer(toNodeHandler(handler));
    http.listen(0, "127.0.0.1", () => console.log("http://127.0.0.1:" + http.address().port + "/mcp"));
  }
`;

function overStdio(source: string): NodeTarget {
  return {
    command: process.execPath,
    args: [...sourceArguments(source), "--stdio"],
    stderr: "capture",
  };
}

const handlers: ConnectOptions = {
  // A busy machine takes long to start a process, which is no sign of an older revision.
  probeTimeout: "10m",
  elicit: async () => ({ action: "accept", content: { name: "Ada" } }),
  sample: async () => ({ role: "assistant", content: { type: "text", text: "Paris" }, model: "m" }),
  roots: () => [{ uri: "file:///work" }],
};

function describePeer(
  name: string,
  source: string,
  transport: "stdio" | "http",
  revision: string,
): void {
  describe(`${name} over ${transport}`, () => {
    let target: NodeTarget;
    let client: Client;
    let server: SourceServer | undefined;
    beforeAll(async () => {
      if (transport === "stdio") target = overStdio(source);
      else {
        server = await startSource(source);
        target = server.url;
      }
      client = await connect(target, handlers);
    });
    afterAll(async () => {
      await client.close();
      await server?.[Symbol.asyncDispose]();
    });

    test("the revision, the server's name and its instructions are found", async () => {
      expect(client.revision).toBe(revision);
      expect(client.serverInfo?.name).toBe(name);
      expect(client.instructions).toBe("Be kind");
      await client.ping();
    });

    test("tools are listed and called, with structured content", async () => {
      expect((await client.listTools()).map((tool) => tool.name)).toContain("add");
      const result = await client.callTool("add", { a: 2, b: 3 });
      expect(result).toMatchObject({ structured: { sum: 5 }, text: "5", isError: false });
    });

    test("a failure of the tool is a value", async () => {
      expect(await client.callTool("fail")).toMatchObject({ isError: true, text: "no luck" });
    });

    test("a method the server does not know throws a ProtocolError", async () => {
      const call = client.request("no/such");
      await expect(call).rejects.toSatisfy(
        (error) => ProtocolError.is(error) && error.code === -32601,
      );
    });

    test("resources and templates are listed and read", async () => {
      expect((await client.listResources()).map(({ uri }) => uri)).toEqual(["docs://guide"]);
      const [template] = await client.listResourceTemplates();
      expect(template?.uriTemplate).toBe("notes://{id}");
      expect((await client.readResource("docs://guide")).contents).toMatchObject([
        { text: "Read me" },
      ]);
      expect((await client.readResource("notes://7")).contents).toMatchObject([{ text: "Note 7" }]);
    });

    test("prompts are listed, rendered and completed", async () => {
      expect((await client.listPrompts()).map((prompt) => prompt.name)).toEqual(["greet"]);
      const { messages } = await client.getPrompt("greet", { name: "Ada" });
      expect(messages[0]?.content).toEqual({ type: "text", text: "Hello Ada" });
      const { values } = await client.complete({ prompt: "greet" }, { name: "name", value: "Al" });
      expect(values).toEqual(["Alan"]);
    });

    test("progress and log messages reach the call they belong to", async () => {
      const progress: Progress[] = [];
      const logged: LogEntry[] = [];
      const result = await client.callTool(
        "work",
        {},
        {
          onProgress: (each) => progress.push(each),
          onLog: (entry) => logged.push(entry),
        },
      );
      expect(result.text).toBe("done");
      expect(progress.map((each) => each.progress)).toEqual([1, 2, 3]);
      expect(logged).toEqual([{ level: "info", data: "worked" }]);
    });

    test("questions of the server go to the handlers, with the form's defaults", async () => {
      const asked = await client.callTool("ask");
      expect(JSON.parse(asked.text)).toEqual({ name: "Ada", size: 4 });
      expect((await client.callTool("sample")).text).toBe("Paris");
      expect((await client.callTool("roots")).text).toBe("file:///work");
    });

    test("an aborted call is cancelled on the server", async () => {
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

    test("a call that takes too long is given up", async () => {
      const call = client.callTool("hang", {}, { timeout: 50 });
      await expect(call).rejects.toMatchObject({ code: "TIMEOUT" });
    });

    test("a changed list is reported to every listener", async () => {
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

    if (transport === "stdio") {
      test("a crash fails what is in flight with the end of stderr; the next call restarts the server", async () => {
        const error = await client.callTool("crash").catch((reason: unknown) => reason);
        expect(MortiseError.is(error) && error.code).toBe("SERVER_EXITED");
        expect(error).toMatchObject({ data: { exitCode: 7 } });
        expect(String(error)).toContain("out of cheese");
        expect((await client.callTool("add", { a: 1, b: 1 })).text).toBe("2");
      });
    }

    if (transport === "http" && name === "v1") {
      test("a session that the server forgot is begun again, and the call repeated", async () => {
        await fetch(new URL("/forget", String(target)));
        expect((await client.callTool("add", { a: 1, b: 1 })).text).toBe("2");
      });
    }
  });
}

describePeer("v1", V1, "stdio", "2025-11-25");
describePeer("v1", V1, "http", "2025-11-25");
describePeer("v2", V2, "stdio", "2026-07-28");
describePeer("v2", V2, "http", "2026-07-28");
