import type { AuthProvider, JsonObject, KeyValueStore } from "@mortise/protocol";
import { MetaKey } from "@mortise/protocol";
import { createFakeClock } from "@mortise/protocol/test-kit";
import { describe, expect, test } from "vitest";
import { createMemoryBackplane } from "../backplane/memory-backplane.ts";
import { ScriptedClient } from "../connection/fixture/scripted-client.ts";
import type { ServerEvent } from "../log/mask.ts";
import type { Server } from "../server.ts";
import { createServer } from "../server.ts";
import { callFetch } from "./fixture/call-fetch.ts";
import type { ResponseCacheOptions } from "./response-cache.ts";
import { responseCache } from "./response-cache.ts";

const READ = { annotations: { readOnlyHint: true }, description: "d" } as const;

function createCached(options: Partial<ResponseCacheOptions> = {}, auth?: AuthProvider) {
  const clock = createFakeClock();
  const events: ServerEvent[] = [];
  const backplane = createMemoryBackplane({ clock });
  let calls = 0;
  const count = (): number => {
    calls += 1;
    return calls;
  };
  const open = () =>
    createServer({
      name: "s",
      version: "1",
      clock,
      log: (event) => void events.push(event),
      ...(auth && { auth }),
    })
      .join(backplane)
      .tool("read", READ, count)
      .tool("write", { description: "d" }, count)
      .tool("fail", READ, () => {
        throw new Error(`failed ${count()}`);
      })
      .resource("r://a", { description: "d" }, () => String(count()))
      .use(responseCache({ ttl: "10s", ...options }));
  return { open, clock, events, calls: () => calls };
}

test("a read-only tool is not called again within the time, whatever the order of its arguments", async () => {
  const { open, clock, calls } = createCached();
  const client = new ScriptedClient(open());
  const { result } = await client.request("tools/call", {
    name: "read",
    arguments: { a: 1, b: 2 },
  });
  const again = await client.request("tools/call", {
    arguments: { b: 2, a: 1 },
    name: "read",
    _meta: { progressToken: 7 },
  });
  expect([again.result, calls()]).toEqual([result, 1]);
  await client.request("tools/call", { name: "read", arguments: { a: 2 } });
  expect(calls()).toBe(2);
  await clock.advance(10_000);
  await client.request("tools/call", { name: "read", arguments: { a: 1, b: 2 } });
  expect(calls()).toBe(3);
});

test("instances share what they keep", async () => {
  const { open, calls } = createCached();
  for (const server of [open(), open()]) {
    await new ScriptedClient(server).request("tools/call", { name: "read" });
  }
  expect(calls()).toBe(1);
});

test("tools that write, failures, errors and other methods are not kept", async () => {
  const { open, calls } = createCached();
  const client = new ScriptedClient(open());
  for (let time = 0; time < 2; time += 1) {
    await client.request("tools/call", { name: "write" });
    await client.request("tools/call", { name: "fail" });
    await client.request("resources/read", { uri: "r://a" });
    await client.request("tools/call", { name: "nobody" });
  }
  expect(calls()).toBe(6);
});

test("tools by name and further methods can be kept", async () => {
  const { open, calls } = createCached({
    tools: ["write"],
    methods: ["tools/call", "resources/read"],
  });
  const client = new ScriptedClient(open());
  for (let time = 0; time < 2; time += 1) {
    await client.request("tools/call", { name: "write" });
    await client.request("resources/read", { uri: "r://a" });
    await client.request("tools/call", { name: "read" });
  }
  expect(calls()).toBe(4);
});

const auth: AuthProvider = {
  authenticate: async ({ header }) => {
    const [id = "", ...scopes] = (header("authorization") ?? "").split(" ");
    return { principal: { id, scopes } };
  },
};

async function callAs(server: Server<unknown>, who: string) {
  const headers = { authorization: who };
  const response = await callFetch(server, "tools/call", { name: "read" }, { headers });
  return JSON.stringify(((await response.json()) as { result: unknown }).result);
}

test("a result of one caller serves no other, nor the same caller with other scopes", async () => {
  const { open, calls } = createCached({}, auth);
  const server = open();
  const who = ["ada", "grace", "ada a", "ada b a", "ada a b", "ada"];
  const seen = [];
  for (const each of who) seen.push(await callAs(server, each));
  expect(calls()).toBe(4);
  expect([seen[5], seen[4]]).toEqual([seen[0], seen[3]]);
});

test("a result that does not depend on the caller may serve every one, apart by its other keys", async () => {
  const { open, calls } = createCached(
    { scope: "everyone", key: ({ principal }) => principal?.scopes?.[0] },
    auth,
  );
  const server = open();
  for (const each of ["ada en", "grace en", "ada de", "ada", "ada"]) await callAs(server, each);
  expect(calls()).toBe(4);
});

test("a hidden tool is not answered from the cache", async () => {
  const server = createServer({ name: "s", version: "1", auth })
    .tool("read", { ...READ, enabled: ({ auth: who }) => who?.id === "ada" }, () => "secret")
    .use(responseCache({ ttl: "1m", tools: ["read"], scope: "everyone" }));
  expect(await callAs(server, "ada")).toContain("secret");
  expect(await callAs(server, "grace")).toBeUndefined();
});

test("requests that are the same and come together wait for one, and go on alone when it is cancelled", async () => {
  const gates: PromiseWithResolvers<string>[] = [];
  const started: PromiseWithResolvers<void>[] = [Promise.withResolvers(), Promise.withResolvers()];
  const looked = Promise.withResolvers<void>();
  let looks = 0;
  const values: Pick<KeyValueStore, "get" | "set"> = {
    get: async () => {
      looks += 1;
      if (looks === 3) looked.resolve();
      return undefined;
    },
    set: async () => undefined,
  };
  const server = createServer({ name: "s", version: "1" })
    .tool("slow", READ, () => {
      const gate = Promise.withResolvers<string>();
      gates.push(gate);
      started[gates.length - 1]?.resolve();
      return gate.promise;
    })
    .use(responseCache({ ttl: "1m", values: values as KeyValueStore }));
  const client = new ScriptedClient(server);
  const first = client.start("tools/call", { name: "slow" });
  await started[0]?.promise;
  const others = [1, 2].map(() => client.start("tools/call", { name: "slow" }));
  await looked.promise;
  expect(gates).toHaveLength(1);
  client.notify("notifications/cancelled", { requestId: first.id });
  await started[1]?.promise;
  for (const gate of gates) gate.resolve("done");
  for (const { text } of others) {
    for (const gate of gates) gate.resolve("done");
    expect(await text).toContain('"done"');
  }
});

test("a result that took input is not kept, also where the client was asked on the way", async () => {
  let calls = 0;
  const server = createServer({ name: "s", version: "1" })
    .tool("ask", READ, async (_input, { roots }) => {
      const found = await roots();
      calls += 1;
      return found.length;
    })
    .use(responseCache({ ttl: "1m" }));
  const client = new ScriptedClient(server);
  const _meta = { "io.modelcontextprotocol/clientCapabilities": { roots: {} } };
  const ask = async (count: number): Promise<unknown> => {
    const call = { name: "ask", arguments: {}, _meta };
    const { result } = await client.request("tools/call", call);
    const { requestState } = result;
    const roots = Array.from({ length: count }, (_, index) => ({ uri: `file:///${index}` }));
    const inputResponses = { roots: { roots } };
    return (await client.request("tools/call", { ...call, requestState, inputResponses })).result;
  };
  expect(await ask(1)).not.toEqual(await ask(2));
  expect(calls).toBe(2);
});

test("a result longer than allowed is not kept", async () => {
  const { open, calls } = createCached({ maxLength: 10 });
  const client = new ScriptedClient(open());
  for (let time = 0; time < 2; time += 1) await client.request("tools/call", { name: "read" });
  expect(calls()).toBe(2);
});

test("while the backplane is away requests are answered afresh, with a log line once a minute", async () => {
  const fail = () => Promise.reject(new Error("away"));
  const values = { ...createMemoryBackplane().values, get: fail, set: fail } as never;
  const { open, clock, calls, events } = createCached({ values });
  const client = new ScriptedClient(open());
  const read = async (): Promise<void> => {
    expect((await client.request("tools/call", { name: "read" })).result).toBeDefined();
  };
  await read();
  await read();
  expect([calls(), events.map(({ level }) => level)]).toEqual([2, ["warning"]]);
  await clock.advance(60_000);
  await read();
  expect([calls(), events.length]).toEqual([3, 2]);
});

test("a time of nothing is refused", () => {
  expect(() => responseCache({ ttl: 0 })).toThrow("keeps nothing");
});

test("a result of exactly `maxLength` characters is kept, and a longer one is not", async () => {
  const length = 5_000;
  for (const [excess, expected] of [
    [0, 1],
    [1, 2],
  ] as const) {
    let calls = 0;
    let text = "";
    const server = createServer({ name: "s", version: "1", log: () => undefined })
      .tool("read", READ, () => {
        calls += 1;
        return text;
      })
      .use(responseCache({ ttl: "1m", maxLength: length }))
      .use(async (_request, next) => {
        const outcome = await next();
        // The first call finds out how long the text must be.
        if (text === "") text = "x".repeat(length + excess - outcome.text.length);
        else expect(outcome.text.length).toBe(length + excess);
        return outcome;
      });
    const client = new ScriptedClient(server);
    const read = (id: number) => client.request("tools/call", { name: "read", arguments: { id } });
    await read(1);
    calls = 0;
    expect([await read(2), await read(2)]).toMatchObject([{ result: {} }, { result: {} }]);
    expect(calls).toBe(expected);
  }
});

describe.each(["principal", "everyone"] as const)("with the scope %s", (scope) => {
  test("a kept result is for callers that scopes and allow permit, at the time of the call", async () => {
    let isOpen = true;
    let calls = 0;
    const server = createServer({ name: "s", version: "1", auth })
      .tool("read", { ...READ, scopes: ["a"], allow: async () => isOpen }, () => {
        calls += 1;
        return "secret";
      })
      .use(responseCache({ ttl: "10s", scope }));
    const call = async (who: string) =>
      (await callFetch(server, "tools/call", { name: "read" }, { headers: { authorization: who } }))
        .status;
    expect(await call("ada a")).toBe(200);
    expect(await call("ada a")).toBe(200);
    expect(calls).toBe(1);
    expect(await call("ada")).toBe(403);
    expect(await call("eve")).toBe(403);
    isOpen = false;
    expect(await call("ada a")).toBe(403);
    expect(calls).toBe(1);
  });

  test("a caller that waits for the result of another is authorized too", async () => {
    const { promise, resolve } = Promise.withResolvers<string>();
    const asked: string[] = [];
    const server = createServer({ name: "s", version: "1", auth })
      .tool(
        "read",
        {
          ...READ,
          allow: () => {
            asked.push("allow");
            return asked.length === 1;
          },
        },
        () => promise,
      )
      .use(responseCache({ ttl: "10s", scope }));
    const call = () =>
      callFetch(server, "tools/call", { name: "read" }, { headers: { authorization: "ada" } });
    const [first, second] = [call(), call()];
    await expect.poll(() => asked.length).toBe(1);
    resolve("secret");
    expect([(await first).status, (await second).status]).toEqual([200, 403]);
  });
});

describe("a result that took an answer of a user", () => {
  const NAME_FORM = { type: "object", properties: { name: { type: "string" } } } as const;

  function createAsking() {
    const state = { asks: true, runs: 0 };
    const server = createServer({ name: "s", version: "1", log: () => undefined })
      .tool("greet", READ, async (_input, { elicit }) => {
        state.runs += 1;
        if (!state.asks) return "hello";
        const answer = await elicit("name", { message: "Your name?", schema: NAME_FORM });
        return `hello ${answer.action === "accept" ? answer.content["name"] : "stranger"}`;
      })
      .use(responseCache({ ttl: "10s", scope: "everyone" }));
    return { server, state };
  }

  const textOf = ({ content }: JsonObject): unknown => (content as JsonObject[])[0]?.["text"];

  test("is not kept in 2025-11-25, where the call itself waits for the answer", async () => {
    const { server, state } = createAsking();
    const client = new ScriptedClient(server, "2025-11-25");
    const asking = {
      protocolVersion: "2025-11-25",
      capabilities: { elicitation: {} },
      clientInfo: { name: "c", version: "1" },
    };
    await client.request("initialize", asking);
    const questions = () =>
      client.lines
        .map((line) => JSON.parse(line) as JsonObject)
        .filter(({ method }) => method === "elicitation/create");
    for (const [count, name] of ["ann", "bob"].entries()) {
      const { text } = client.start("tools/call", { name: "greet" });
      await client.until(() => questions().length > count);
      client.send({
        jsonrpc: "2.0",
        id: questions()[count]?.["id"],
        result: { action: "accept", content: { name } },
      });
      expect(textOf(JSON.parse(await text).result)).toBe(`hello ${name}`);
    }
    expect(state.runs).toBe(2);
  });

  test("is worked out in 2026-07-28 although a result without a question is kept meanwhile", async () => {
    const { server, state } = createAsking();
    const client = new ScriptedClient(server);
    const _meta = { [MetaKey.clientCapabilities]: { elicitation: {} } };
    const call = async (more: JsonObject = {}): Promise<JsonObject> =>
      (await client.request("tools/call", { name: "greet", ...more, _meta })).result;
    const { requestState } = await call();
    state.asks = false;
    expect(textOf(await call())).toBe("hello");
    expect(textOf(await call())).toBe("hello");
    expect(state.runs).toBe(2);
    state.asks = true;
    const inputResponses = { name: { action: "accept", content: { name: "ann" } } };
    expect(textOf(await call({ requestState, inputResponses }))).toBe("hello ann");
    state.asks = false;
    expect(textOf(await call())).toBe("hello");
  });
});
