import type { Revision } from "@mortise/protocol";
import { ErrorCode, MortiseError, ProtocolError, ToolError } from "@mortise/protocol";
import { describe, expect, test } from "vitest";
import { z } from "zod";
import { ScriptedClient } from "../connection/fixture/scripted-client.ts";
import type { ServerEvent } from "../log/mask.ts";
import type { Server } from "../server.ts";
import { createServer } from "../server.ts";
import type { Next } from "./middleware.ts";

const REVISIONS = ["2026-07-28", "2025-11-25"] as const;

function createShop(events: ServerEvent[] = []): Server<unknown> {
  return createServer({ name: "shop", version: "1", log: (event) => void events.push(event) })
    .tool("greet", { description: "d", input: z.object({ name: z.string() }) }, ({ name }) => name)
    .tool("fail", { description: "d" }, () => {
      throw new ToolError("no", { code: "none" });
    })
    .tool("steps", { description: "d" }, (_input, { progress }) => {
      progress(1, 2);
      return "done";
    })
    .resource("shop://a", { description: "d" }, () => "text");
}

/** A client that has been greeted: initialize is answered under middleware too. */
async function open(server: Server<unknown>, revision: Revision): Promise<ScriptedClient> {
  const client = new ScriptedClient(server, revision);
  if (revision !== "2026-07-28") await client.until(() => client.lines.length > 0);
  return client;
}

const greet = (name = "Ada") => ({ name: "greet", arguments: { name } });

describe.each(REVISIONS)("in %s", (revision) => {
  test("the first middleware is outermost, and sees the outcome last", async () => {
    const seen: string[] = [];
    const server = createShop();
    for (const name of ["a", "b"]) {
      server.use(async (_request, next) => {
        seen.push(`${name} in`);
        const outcome = await next();
        seen.push(`${name} out`);
        return outcome;
      });
    }
    const client = await open(server, revision);
    seen.length = 0;
    await client.request("tools/call", greet());
    expect(seen).toEqual(["a in", "b in", "b out", "a out"]);
  });

  test("middleware of one method runs around that method alone", async () => {
    const seen: (string | undefined)[] = [];
    const server = createShop().use("resources/read", (request, next) => {
      seen.push(request.params.uri, request.target);
      return next();
    });
    const client = await open(server, revision);
    await client.request("tools/call", greet());
    await client.request("resources/read", { uri: "shop://a" });
    expect(seen).toEqual(["shop://a", "shop://a"]);
  });

  test("every method is seen, also one that does not exist", async () => {
    const seen: string[] = [];
    const server = createShop().use((request, next) => {
      seen.push(request.method);
      return next();
    });
    const client = await open(server, revision);
    seen.length = 0;
    const methods = ["tools/list", "resources/list", "prompts/list", "made/up"];
    if (revision === "2025-11-25") methods.push("ping", "logging/setLevel", "resources/subscribe");
    else methods.push("server/discover");
    for (const method of methods) {
      await client.request(method, { level: "info", uri: "shop://a" });
    }
    expect(seen).toEqual(methods);
  });

  test("parameters that are changed are those that everything inside gets", async () => {
    const server = createShop()
      .use("tools/call", (request, next) =>
        next({ params: { ...request.params, arguments: { name: "Grace" } } }),
      )
      .use("tools/call", (request, next) => {
        expect(request.params.arguments).toEqual({ name: "Grace" });
        return next();
      });
    const { result } = await (await open(server, revision)).request("tools/call", greet());
    expect(result["content"]).toEqual([{ type: "text", text: "Grace" }]);
  });

  test("a request that is answered early is not handled, and its result is complete", async () => {
    const server = createShop().use("tools/call", (request) =>
      request.respond({ content: [], _meta: { mine: 1 } }),
    );
    const { result } = await (await open(server, revision)).request("tools/call", greet());
    expect(result).toEqual(
      revision === "2025-11-25"
        ? { content: [], _meta: { mine: 1 } }
        : {
            content: [],
            _meta: {
              mine: 1,
              "io.modelcontextprotocol/serverInfo": { name: "shop", version: "1" },
            },
            resultType: "complete",
          },
    );
  });

  test("the result can be read and replaced", async () => {
    const server = createShop().use("tools/call", async (request, next) => {
      const { result, isError, resultType } = await next();
      expect([isError, resultType]).toEqual([false, "complete"]);
      return request.respond({ ...result, extra: true });
    });
    const client = await open(server, revision);
    const { text } = client.start("tools/call", greet());
    expect(JSON.parse(await text).result).toMatchObject({
      content: [{ type: "text", text: "Ada" }],
      extra: true,
    });
    expect((await text).match(/"_meta"/g)?.length ?? 0).toBe(revision === "2025-11-25" ? 0 : 1);
  });

  test("a tool that failed is an outcome, and an error is thrown by next()", async () => {
    const seen: unknown[] = [];
    const server = createShop().use(async (_request, next) => {
      try {
        const outcome = await next();
        seen.push(outcome.isError);
        return outcome;
      } catch (error) {
        seen.push(ProtocolError.is(error) && error.code);
        throw error;
      }
    });
    const client = await open(server, revision);
    seen.length = 0;
    await client.request("tools/call", { name: "fail" });
    const { error } = await client.request("tools/call", { name: "nobody" });
    expect(seen).toEqual([true, ErrorCode.InvalidParams]);
    expect(error.code).toBe(ErrorCode.InvalidParams);
  });

  test("an error of a middleware is sent, shown to the model, or masked", async () => {
    const events: ServerEvent[] = [];
    const errors: unknown[] = [
      new ProtocolError(-1, "mine", { data: { a: 1 } }),
      new ToolError("not today", { code: "closed" }),
      new Error("secret"),
      new ProtocolError(-2, "theirs", { isReceived: true }),
      new MortiseError("ABORTED", "its own client was closed"),
    ];
    const server = createShop(events).use("tools/call", () => {
      throw errors.shift();
    });
    const client = await open(server, revision);
    const { error } = await client.request("tools/call", greet());
    expect(error).toEqual({ code: -1, message: "mine", data: { a: 1 } });
    const { result } = await client.request("tools/call", greet());
    expect([result["isError"], JSON.stringify(result["content"])]).toEqual([
      true,
      expect.stringContaining("not today"),
    ]);
    for (const secret of ["secret", "theirs", "its own"]) {
      const masked = await client.request("tools/call", greet());
      expect(JSON.stringify(masked)).toContain("internal error (");
      expect(JSON.stringify(masked)).not.toContain(secret);
    }
    expect(events.map(({ message }) => message.replace(/\(.*\)/, "()"))).toEqual([
      "tools/call failed (): secret",
      "tools/call failed (): theirs",
      "tools/call failed (): its own client was closed",
    ]);
  });

  test("where no tool was called, a ToolError is a JSON-RPC error with its data", async () => {
    const server = createShop().use("resources/read", () => {
      throw new ToolError("closed", { code: "closed" });
    });
    const client = await open(server, revision);
    const { error } = await client.request("resources/read", { uri: "shop://a" });
    expect(error).toEqual({
      code: ErrorCode.InternalError,
      message: "closed",
      data: { error: "closed", code: "closed" },
    });
  });

  test("a middleware that returns nothing is reported in the log", async () => {
    const events: ServerEvent[] = [];
    const server = createShop(events).use("tools/call", (async (_request: unknown, next: Next) => {
      await next();
    }) as never);
    await (await open(server, revision)).request("tools/call", greet());
    expect(events[0]?.message).toContain("gave nothing; return what next() gave");
    server.use("resources/read", async function readLogged() {
      return {} as never;
    });
    await (await open(server, revision)).request("resources/read", { uri: "shop://a" });
    expect(events[1]?.message).toContain("around resources/read (readLogged) gave no outcome;");
  });

  test("next() may be called again once it has settled, and not before", async () => {
    const events: ServerEvent[] = [];
    let calls = 0;
    const server = createServer({
      name: "s",
      version: "1",
      log: (event) => void events.push(event),
    })
      .tool("flaky", { description: "d" }, () => {
        calls += 1;
        if (calls === 1) throw new ToolError("busy");
        return calls;
      })
      .use("tools/call", async (request, next) => {
        const first = next();
        if (request.params.arguments?.["twice"]) return next();
        return (await first).isError ? next() : first;
      });
    const client = await open(server, revision);
    const { result } = await client.request("tools/call", { name: "flaky", arguments: {} });
    expect(result["content"]).toEqual([{ type: "text", text: "2" }]);
    await client.request("tools/call", { name: "flaky", arguments: { twice: true } });
    expect(events[0]?.message).toContain("while an earlier next() still runs");
  });

  test("a middleware that hangs ends with its request", async () => {
    const entered = Promise.withResolvers<AbortSignal>();
    const server = createShop().use("tools/call", (request) => {
      entered.resolve(request.signal);
      return new Promise<never>(() => undefined);
    });
    const client = await open(server, revision);
    const { id } = client.start("tools/call", greet());
    const signal = await entered.promise;
    const before = client.lines.length;
    client.notify("notifications/cancelled", { requestId: id, reason: "enough" });
    await client.connection.drain();
    expect(signal.aborted).toBe(true);
    expect(client.lines.length).toBe(before);
  });

  test("messages of a handler ahead of its result are sent under middleware too", async () => {
    const server = createShop().use((_request, next) => next());
    const client = await open(server, revision);
    const _meta = { progressToken: "p" };
    await client.request("tools/call", { name: "steps", _meta });
    expect(client.notifications("notifications/progress")).toEqual([
      expect.objectContaining({ progressToken: "p", progress: 1, total: 2 }),
    ]);
    const last = JSON.parse(client.lines.at(-1) ?? "") as object;
    expect(last).toHaveProperty("result.content", [{ type: "text", text: "done" }]);
  });
});

test("a result that asks for input is an outcome, and its retry knows that it took some", async () => {
  const seen: unknown[] = [];
  const server = createServer({ name: "s", version: "1" })
    .tool("ask", { description: "d" }, async (_input, { elicit }) => {
      const answer = await elicit("name", {
        message: "Who?",
        schema: z.object({ name: z.string() }),
      });
      return answer.action === "accept" ? answer.content.name : "nobody";
    })
    .use(async (request, next) => {
      const before = request.tookInput;
      const outcome = await next();
      seen.push([before, outcome.resultType, request.tookInput]);
      return outcome;
    });
  const client = new ScriptedClient(server);
  const capabilities = { "io.modelcontextprotocol/clientCapabilities": { elicitation: {} } };
  const call = { name: "ask", arguments: {}, _meta: capabilities };
  const { result } = await client.request("tools/call", call);
  const inputResponses = { name: { action: "accept", content: { name: "Ada" } } };
  const { requestState } = result;
  const done = await client.request("tools/call", { ...call, inputResponses, requestState });
  expect(done.result["content"]).toEqual([{ type: "text", text: "Ada" }]);
  expect(seen).toEqual([
    [false, "input_required", false],
    [true, "complete", true],
  ]);
});

test("a legacy client is asked under middleware, which knows of it afterwards", async () => {
  const seen: boolean[] = [];
  const server = createServer({ name: "s", version: "1" })
    .tool("ask", { description: "d" }, async (_input, { roots }) => (await roots()).length)
    .use("tools/call", async (request, next) => {
      const outcome = await next();
      seen.push(request.tookInput);
      return outcome;
    });
  const client = new ScriptedClient(server);
  const read = () => client.lines.map((line) => JSON.parse(line) as Record<string, unknown>);
  const until = (isIt: (message: Record<string, unknown>) => boolean) =>
    client.until(() => read().some(isIt));
  const params = { protocolVersion: "2025-11-25", capabilities: { roots: {} } };
  client.send({ jsonrpc: "2.0", id: "a", method: "initialize", params });
  await until(({ id }) => id === "a");
  client.send({ jsonrpc: "2.0", id: "b", method: "tools/call", params: { name: "ask" } });
  await until(({ method }) => method === "roots/list");
  const asked = read().find(({ method }) => method === "roots/list");
  client.send({ jsonrpc: "2.0", id: asked?.["id"], result: { roots: [{ uri: "file:///a" }] } });
  await until(({ id }) => id === "b");
  expect(read().at(-1)).toHaveProperty("result.content", [{ type: "text", text: "1" }]);
  expect(seen).toEqual([true]);
});

test("a subscription runs inside of middleware and ends with its result", async () => {
  const seen: string[] = [];
  const server = createShop().use("subscriptions/listen", async (_request, next) => {
    seen.push("in");
    const outcome = await next();
    seen.push(outcome.resultType);
    return outcome;
  });
  const client = new ScriptedClient(server);
  const { text } = client.start("subscriptions/listen", { notifications: {} });
  await client.until(() => client.lines.some((line) => line.includes("acknowledged")));
  await server.close();
  expect(JSON.parse(await text).result.resultType).toBe("complete");
  expect(seen).toEqual(["in", "complete"]);
});

test("a place is named alike on servers that are set up alike, and apart within one", async () => {
  const places = async (): Promise<string[]> => {
    const seen: string[] = [];
    const note = (request: { readonly place: string }, next: () => never) => {
      seen.push(request.place);
      return next();
    };
    const server = createShop()
      .extend({ id: "com.example/a", middleware: note as never })
      .use(note as never)
      .use("tools/call", note as never)
      .use(note as never);
    await new ScriptedClient(server).request("tools/call", greet());
    return seen;
  };
  const seen = await places();
  expect(seen).toEqual(["* 0", "tools/call 0", "* 1", "com.example/a *"]);
  expect(await places()).toEqual(seen);
});
