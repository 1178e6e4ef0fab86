import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Client, StreamableHTTPClientTransport } from "@modelcontextprotocol/client";
import type { RawClientDispatch } from "@modelcontextprotocol/ext-tasks/client";
import {
  createApplicationInputHandler,
  createTaskSessionFromClient,
  toolDeclarationFromMcpTool,
} from "@modelcontextprotocol/ext-tasks/client";
import { tasks } from "@mortise/tasks";
import { createServer, listen } from "mortise";
import { expect, onTestFinished, test } from "vitest";
import { z } from "zod";

const TASKS = "io.modelcontextprotocol/tasks";

const FRAMING = {
  protocolVersion: "2026-07-28",
  clientInfo: { name: "ext-tasks", version: "0.2.2" },
  clientCapabilities: { elicitation: { form: {} }, extensions: { [TASKS]: {} } },
};

/** Serves a tool that becomes a task and asks in it. */
async function serveDesk(): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), "mortise-tasks-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const server = createServer({
    name: "desk",
    version: "1.0.0",
    tasks: tasks({ database: `sqlite:${join(folder, "tasks.db")}`, graceMs: 0 }),
  })
    .tool(
      "export",
      {
        description: "Exports.",
        input: z.object({ customer: z.string() }),
        task: { required: true, poll: 5 },
      },
      async ({ customer }, ctx) => {
        const schema = z.object({ approve: z.boolean() });
        const answer = await ctx.elicit("approve", { message: `Export ${customer}?`, schema });
        return { customer, answer: answer.action };
      },
    )
    .tool("count", { description: "Counts.", task: { poll: 5 } }, () => "3")
    .tool("slow", { description: "Never ends.", task: { poll: 5 } }, (_input, { signal }) => {
      return new Promise((_resolve, reject) => {
        signal.addEventListener("abort", () => reject(signal.reason));
      });
    });
  onTestFinished(() => server.close());
  const listening = await listen(server, { port: 0 });
  onTestFinished(() => listening.close());
  return listening.url;
}

/** Sends the requests of ext-tasks as they are. */
function dispatchTo(url: string): RawClientDispatch {
  return async (request, options) => {
    const { method, params } = request as { method: string; params: Record<string, string> };
    const name = params["taskId"] ?? params["name"];
    const headers = new Headers({
      "content-type": "application/json",
      accept: "application/json, text/event-stream",
      "mcp-protocol-version": "2026-07-28",
      "mcp-method": method,
      ...(name !== undefined && { "mcp-name": name }),
    });
    for (const [header, value] of Object.entries(options?.context?.headers ?? {})) {
      headers.set(header, value);
    }
    const response = await fetch(url, {
      method: "POST",
      headers,
      body: JSON.stringify({ jsonrpc: "2.0", id: 1, ...(request as object) }),
    });
    const answer = (await response.json()) as { result: never; error?: never };
    if (answer.error) return { kind: "error", error: answer.error };
    return { kind: "result", result: answer.result };
  };
}

/** Opens a session of ext-tasks, which answers each form. */
async function openSession(url: string, era: "2026-07-28" | "2025-11-25") {
  const isModern = era === "2026-07-28";
  const client = new Client(
    { name: "official", version: "2" },
    {
      capabilities: { elicitation: { form: {} } },
      ...(isModern && { versionNegotiation: { mode: "auto" as const } }),
    },
  );
  await client.connect(new StreamableHTTPClientTransport(new URL(url)));
  onTestFinished(() => client.close());
  const asked: unknown[] = [];
  const { tools } = await client.listTools();
  const session = createTaskSessionFromClient(client, {
    endpointId: "desk",
    tools: {
      currentTool: (name) => {
        const tool = tools.find((each) => each.name === name);
        return tool && toolDeclarationFromMcpTool(tool);
      },
    },
    onInputRequest: createApplicationInputHandler({
      elicitation: ({ params }) => {
        asked.push(params);
        return { action: "accept", content: { approve: true } };
      },
      sampling: () => Promise.reject(new Error("not asked")),
      roots: () => Promise.reject(new Error("not asked")),
    }),
    ...(isModern && { rawDispatch: dispatchTo(url), v2RequestFraming: FRAMING }),
  });
  onTestFinished(() => session.close());
  return { session, asked };
}

test("the ext-tasks client awaits a task that asks, in 2026-07-28", async () => {
  const { session, asked } = await openSession(await serveDesk(), "2026-07-28");
  const execution = await session.callTool("export", { customer: "C-1" });
  const { outcome } = await execution.settle();
  expect(outcome).toMatchObject({
    status: "completed",
    result: { structuredContent: { customer: "C-1", answer: "accept" } },
  });
  expect(asked).toMatchObject([{ message: "Export C-1?" }]);
});

// It does not fetch tasks/result for questions in 2025-11-25, where they come on that request.
test("the ext-tasks client awaits a task without questions, in 2025-11-25", async () => {
  const { session } = await openSession(await serveDesk(), "2025-11-25");
  const execution = await session.callTool("count", {}, { task: { preference: "require" } });
  const { outcome } = await execution.settle();
  expect(outcome).toMatchObject({ status: "completed", result: { content: [{ text: "3" }] } });
});

test.each(["2026-07-28", "2025-11-25"] as const)(
  "the ext-tasks client cancels a task, in %s",
  async (era) => {
    const { session } = await openSession(await serveDesk(), era);
    const execution = await session.callTool("slow", {}, { task: { preference: "require" } });
    await execution.cancel();
    const { outcome } = await execution.settle();
    expect(outcome.status).toBe("cancelled");
  },
);
