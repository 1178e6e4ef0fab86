import type { InputJournal, JsonObject, StepRecord } from "@mortise/protocol";
import { MetaKey } from "@mortise/protocol";
import { expect, test } from "vitest";
import { z } from "zod";
import { ScriptedClient } from "../connection/fixture/scripted-client.ts";
import type { RequestContext } from "../handler/context.ts";
import type { Server } from "../server.ts";
import { createServer } from "../server.ts";
import type { ToolExtension } from "../tool/tool-extension.ts";
import type { ExtensionHost, ServerExtension } from "./extension.ts";

const ID = "com.example/background";

/** The rows of the work, as a database would keep them over a restart. */
class Rows {
  readonly answers = new Map<string, unknown>();
  readonly steps = new Map<string, StepRecord>();
  readonly questions = new Map<string, unknown>();
}

/** A journal on rows: a question without an answer parks the work, which is run again later. */
function journalOn(rows: Rows, park: AbortController): InputJournal {
  return {
    recall: async (key) => rows.answers.get(key),
    ask: (key, question) => {
      rows.questions.set(key, question);
      park.abort(new Error("parked"));
      return new Promise(() => undefined);
    },
    keep: async (key, answer) => void rows.answers.set(key, answer),
    step: async (name, work) => {
      const record = rows.steps.get(name) ?? (await work());
      rows.steps.set(name, record);
      return record;
    },
  };
}

/** The setting of a tool for the extension. */
function background(settings: { readonly ttlMs: number }): ToolExtension {
  return {
    id: ID,
    value: settings,
    listed: (revision) =>
      revision < "2026-07-28" ? { execution: { taskSupport: "optional" } } : undefined,
  };
}

/** An extension as durable tasks need it; `host` is what it was installed in. */
function createExtension(): ServerExtension & { host?: ExtensionHost; closed: boolean } {
  const extension: ServerExtension & { host?: ExtensionHost; closed: boolean } = {
    id: ID,
    closed: false,
    context: ({ request }) => ({ workOf: request.name }),
    middleware: {
      "tools/call": async (request, next) => {
        const settings = request.extension(ID);
        if (!settings) return next();
        return request.respond({ resultType: "background", settings });
      },
    },
    install: (host) => {
      extension.host = host;
      return async () => {
        await new Promise((resolve) => queueMicrotask(() => resolve(undefined)));
        extension.closed = true;
      };
    },
  };
  return extension;
}

const ELICITING = { capabilities: { elicitation: {} } };

function addOrder(server: Server, steps: string[]): Server<unknown> {
  return server.tool(
    "order",
    {
      description: "d",
      input: z.object({ item: z.string() }),
      extensions: [background({ ttlMs: 1000 })],
    },
    async ({ item }, ctx) => {
      const paid = await ctx.step("charge", () => {
        steps.push("charge");
        return { receipt: `for ${item}` };
      });
      ctx.progress(1, 2, "charged");
      const schema = z.object({ street: z.string() });
      const answer = await ctx.elicit("address", { message: "Where to?", schema });
      const street = answer.action === "accept" ? answer.content.street : "nowhere";
      return { ...paid, street, by: ctx.auth?.id, ...(ctx.extension(ID) as object) };
    },
  );
}

function create(): { extension: ReturnType<typeof createExtension>; steps: string[] } {
  const extension = createExtension();
  const steps: string[] = [];
  addOrder(createServer({ name: "s", version: "1" }), steps).extend(extension);
  return { extension, steps };
}

test("a handler runs outside a request, parks at a question and goes on after a restart", async () => {
  const rows = new Rows();
  const first = create();
  const progress: unknown[] = [];
  const park = new AbortController();
  const parked = first.extension.host?.invoke(
    "order",
    { item: "tea" },
    {
      client: ELICITING,
      principal: { id: "ann" },
      journal: journalOn(rows, park),
      signal: park.signal,
      onProgress: (step) => progress.push(step),
    },
  );
  await expect(parked).rejects.toThrow("parked");
  expect(first.steps).toEqual(["charge"]);
  expect(progress).toEqual([{ progress: 1, total: 2, message: "charged" }]);
  expect(rows.questions.get("address")).toMatchObject({
    method: "elicitation/create",
    params: { message: "Where to?" },
  });

  // Another process, with the rows of the first and the answer of the user.
  rows.answers.set("address", { action: "accept", content: { street: "Kanalgade" } });
  const second = create();
  const result = await second.extension.host?.invoke(
    "order",
    { item: "tea" },
    {
      client: ELICITING,
      principal: { id: "ann" },
      journal: journalOn(rows, new AbortController()),
    },
  );
  expect(second.steps).toEqual([]);
  expect(result?.structuredContent).toEqual({
    receipt: "for tea",
    street: "Kanalgade",
    by: "ann",
    workOf: "order",
  });
});

test("an answer on record that does not fit is asked for again", async () => {
  const rows = new Rows();
  rows.answers.set("address", { action: "accept", content: { street: {} } });
  const park = new AbortController();
  const { extension } = create();
  const parked = extension.host?.invoke(
    "order",
    { item: "tea" },
    { client: ELICITING, journal: journalOn(rows, park), signal: park.signal },
  );
  await expect(parked).rejects.toThrow("parked");
  expect(rows.questions.has("address")).toBe(true);
});

test("arguments are validated, and a call without a journal has no client to ask", async () => {
  const { extension, steps } = create();
  const wrong = await extension.host?.invoke("order", { item: {} });
  expect(wrong).toMatchObject({ isError: true });
  expect(JSON.stringify(wrong)).toContain("invalid_arguments");
  const asked = await extension.host?.invoke("order", { item: "tea" }, { client: ELICITING });
  expect(JSON.stringify(asked)).toContain("no_client");
  expect(steps).toEqual(["charge"]);
});

test("an invocation needs a tool that its principal is offered and may use", async () => {
  const extension = createExtension();
  createServer({ name: "s", version: "1" })
    .tool("secret", { description: "d", enabled: ({ auth }) => auth?.id === "ann" }, () => "seen")
    .tool("pay", { description: "d", scopes: ["pay"] }, () => "paid")
    .extend(extension);
  const invoke = (tool: string, principal?: { id: string; scopes?: string[] }) =>
    extension.host?.invoke(tool, {}, { principal });
  await expect(invoke("secret")).rejects.toThrow("secret");
  await expect(invoke("secret", { id: "ann" })).resolves.toHaveProperty("content");
  await expect(invoke("pay", { id: "ann" })).rejects.toThrow("scopes");
  await expect(invoke("pay", { id: "ann", scopes: ["pay"] })).resolves.toHaveProperty("content");
});

test("the timeout of an invocation replaces the tool's, and its signal ends it", async () => {
  const extension = createExtension();
  const started = Promise.withResolvers<AbortSignal>();
  createServer({ name: "s", version: "1" })
    .tool("wait", { description: "d", timeout: 1 }, async (_input, { signal }) => {
      started.resolve(signal);
      await new Promise((_resolve, reject) =>
        signal.addEventListener("abort", () => reject(signal.reason)),
      );
    })
    .extend(extension);
  const timedOut = await extension.host?.invoke("wait", {}, { timeout: 5 });
  expect(JSON.stringify(timedOut)).toContain("did not finish within 0.005 s");
  const controller = new AbortController();
  const options = { timeout: "none", signal: controller.signal } as const;
  const running = extension.host?.invoke("wait", {}, options);
  controller.abort(new Error("cancelled by its owner"));
  await expect(running).rejects.toThrow("cancelled by its owner");
});

test("an invocation without time is refused, and one without contexts has those of extensions", async () => {
  const { extension } = create();
  await expect(extension.host?.invoke("order", {}, { timeout: 0 })).rejects.toMatchObject({
    code: "INVALID_OPTION",
    message: expect.stringContaining("timeout: 0"),
  });
  const rows = new Rows();
  rows.answers.set("address", { action: "decline" });
  const journal = journalOn(rows, new AbortController());
  const options = { client: ELICITING, journal, context: null as never };
  const result = await extension.host?.invoke("order", { item: "tea" }, options);
  expect(result?.structuredContent).toMatchObject({ workOf: "order" });
});

test("a callback that throws or rejects is logged and does not fail the tool", async () => {
  const extension = createExtension();
  const events: string[] = [];
  createServer({ name: "s", version: "1", log: ({ message }) => void events.push(message) })
    .tool("report", { description: "d" }, (_input, { log, progress }) => {
      progress(1);
      log.info("a");
      return "done";
    })
    .extend(extension);
  const broken = (): never => {
    throw new Error("broken");
  };
  const rejecting = (() => Promise.reject(new Error("rejected"))) as never;
  for (const callback of [broken, rejecting]) {
    const options = { onProgress: callback, onLog: callback };
    const result = await extension.host?.invoke("report", {}, options);
    expect(result).toMatchObject({ content: [{ text: "done" }] });
  }
  const failed = ["onProgress", "onLog"].map((name) => `${name} of an invocation failed`);
  expect(events).toEqual([...failed, ...failed]);
});

test("a context that rejects fails the handler that awaits it, and nothing else", async () => {
  const server = createServer({ name: "s", version: "1", log: () => undefined })
    .tool("t", { description: "d" }, async (_input, ctx: RequestContext) => {
      ctx.extension(ID);
      await new Promise((resolve) => queueMicrotask(() => resolve(undefined)));
      return "done";
    })
    .tool("await", { description: "d" }, async (_input, ctx: RequestContext) => {
      await ctx.extension(ID);
      return "done";
    })
    .extend({ id: ID, context: () => Promise.reject(new Error("no context")) });
  const client = new ScriptedClient(server);
  const { result } = await client.request("tools/call", { name: "t" });
  expect(result).toMatchObject({ content: [{ text: "done" }] });
  const failed = await client.request("tools/call", { name: "await" });
  expect(failed.result).toMatchObject({ isError: true });
});

test("the definition of a tool reaches the extension and the lists of the revisions that want it", async () => {
  const extension = createExtension();
  const server = addOrder(createServer({ name: "s", version: "1" }), []).extend(extension);
  const [legacy] = (await new ScriptedClient(server, "2025-11-25").request("tools/list")).result[
    "tools"
  ] as JsonObject[];
  expect(legacy).toMatchObject({ name: "order", execution: { taskSupport: "optional" } });
  const modern = new ScriptedClient(server);
  const [listed] = (await modern.request("tools/list")).result["tools"] as JsonObject[];
  expect(listed).not.toHaveProperty("execution");
  const _meta = { [MetaKey.clientCapabilities]: { extensions: { [ID]: {} } } };
  const { result } = await modern.request("tools/call", { name: "order", _meta });
  expect(result).toMatchObject({ resultType: "background", settings: { ttlMs: 1000 } });
});

test("a host finds tools and knows the server", () => {
  const { extension } = create();
  const { host } = extension;
  expect(host?.info).toEqual({ name: "s", version: "1" });
  expect(host?.timeout).toBe(60_000);
  expect(host?.findTool("order")?.extension(ID)).toEqual({ ttlMs: 1000 });
  expect(host?.findTool("order")?.listed.name).toBe("order");
  expect(host?.findTool("other")).toBeUndefined();
  expect(host?.random.uuid()).toMatch(/^[0-9a-f-]{36}$/);
});

test("closing the server waits for its extensions", async () => {
  const extension = createExtension();
  const server = createServer({ name: "s", version: "1" }).extend(extension);
  await server.close();
  expect(extension.closed).toBe(true);
});

test("an extension that fails to close fails close, after the others have closed", async () => {
  const extension = createExtension();
  const server = createServer({ name: "s", version: "1" })
    .extend({ id: "com.example/broken", install: () => () => Promise.reject(new Error("no")) })
    .extend(extension);
  await expect(server.close()).rejects.toThrow("no");
  expect(extension.closed).toBe(true);
});

test("a context of an extension is made once for a request", async () => {
  let made = 0;
  const seen: unknown[] = [];
  const server = createServer({ name: "s", version: "1" })
    .tool("t", { description: "d" }, (_input, ctx: RequestContext) => {
      const first = ctx.extension(ID);
      seen.push(ctx.extension(ID) === first, ctx.extension("com.example/none"));
      return "done";
    })
    .extend({
      id: ID,
      context: () => {
        made += 1;
        return {};
      },
    });
  const client = new ScriptedClient(server);
  await client.request("tools/call", { name: "t" });
  await client.request("tools/call", { name: "t" });
  expect([made, seen]).toEqual([2, [true, undefined, true, undefined]]);
});

test.each([
  ["an identifier that cannot be", [{ id: "background" }]],
  ["one that comes twice", [{ id: ID }, { id: ID }]],
])("a definition with %s is refused", (_name, extensions) => {
  const server = createServer({ name: "s", version: "1" });
  expect(() => server.tool("t", { description: "d", extensions }, () => "")).toThrow(
    expect.objectContaining({ code: "INVALID_DEFINITION" }),
  );
});

test("an extension is called once for each transport, and a mounted server is not served", async () => {
  const called: string[] = [];
  const served = (transport: string): void => void called.push(transport);
  const server = createServer({ name: "desk", version: "1.0.0" })
    .extend({ id: "com.example/first", served })
    .mount(
      createServer({ name: "inner", version: "1.0.0" }).extend({ id: "com.example/in", served }),
    );
  expect(called).toEqual([]);
  new ScriptedClient(server);
  new ScriptedClient(server);
  await server.fetch(new Request("http://127.0.0.1/mcp"));
  expect(called).toEqual(["stdio", "http"]);
  server.extend({ id: "com.example/late", served });
  expect(called).toEqual(["stdio", "http", "stdio", "http"]);
});
