import type { TaskEngine } from "@mortise/protocol";
import { openPostgres, openSqlite } from "@mortise/storage";
import { tasks } from "@mortise/tasks";
import { connect, createServer } from "mortise";
import { describe, expect, onTestFinished, test } from "vitest";
import { z } from "zod";
import { postgres, sqlite } from "./test-store.ts";

/** An engine that counts those that watch its tasks. */
function counted(engine: TaskEngine) {
  const watchers = new Set<object>();
  const watch: TaskEngine["watch"] = async (...call) => {
    const stop = await engine.watch(...call);
    if (!stop) return undefined;
    const watcher = {};
    watchers.add(watcher);
    return () => {
      watchers.delete(watcher);
      stop();
    };
  };
  const proxy = new Proxy(engine, {
    get: (target, name) => {
      if (name === "watch") return watch;
      const member: unknown = Reflect.get(target, name);
      return typeof member === "function" ? member.bind(target) : member;
    },
  });
  return { engine: proxy, watchers };
}

describe.skipIf(postgres.missing !== undefined).each([postgres, sqlite])(
  "waits for results in 2025-11-25, on $name",
  ({ create }) => {
    /** A server with one place for tasks and one connection, and a client of the old form. */
    async function openDesk() {
      const store = create();
      const database = store.url.startsWith("sqlite:")
        ? await openSqlite(store.url.slice("sqlite:".length))
        : await openPostgres(store.url, { maxConnections: 1, timeoutMs: 600_000 });
      onTestFinished(() => database.close());
      const { engine, watchers } = counted(
        await store.openOn(database, { concurrency: 1, parkAfterMs: 1 }),
      );
      const server = createServer({
        name: "desk",
        version: "1.0.0",
        log: () => undefined,
        tasks: tasks({ engine }),
      })
        .tool("ask", { description: "Asks.", task: true }, async (_input, ctx) => {
          const { action } = await ctx.elicit("q", { message: "Go on?", schema: z.object({}) });
          return action;
        })
        .tool("quick", { description: "Answers.", task: true }, () => "quick");
      onTestFinished(() => server.close());
      const answer = Promise.withResolvers<void>();
      const reach = async () => {
        const client = await connect(server, {
          revision: "2025-11-25",
          tasks: false,
          timeout: "10m",
          elicit: async () => {
            await answer.promise;
            return { action: "accept", content: {} };
          },
        });
        onTestFinished(() => client.close());
        return client;
      };
      const client = await reach();
      const begin = async (name: string): Promise<string> => {
        const { task } = await client.request("tools/call", { name, arguments: {}, task: {} });
        return (task as { taskId: string }).taskId;
      };
      return { client, reach, begin, watchers, answer: () => answer.resolve() };
    }

    test("hundreds of waits take no place and no connection from other work (modelcontextprotocol/modelcontextprotocol#1869)", async () => {
      const { client, reach, begin, watchers, answer } = await openDesk();
      const asking = await begin("ask");
      // A client answers so many questions at once, and each wait asks the task's.
      const clients = await Promise.all(Array.from({ length: 6 }, reach));
      const waits = clients.flatMap((each) =>
        Array.from({ length: 50 }, () => each.request("tasks/result", { taskId: asking })),
      );
      await expect.poll(() => watchers.size).toBe(300);
      const quick = await begin("quick");
      expect(await client.request("tasks/result", { taskId: quick })).toMatchObject({
        content: [{ text: "quick" }],
      });
      answer();
      for (const result of await Promise.all(waits)) {
        expect(result).toMatchObject({ content: [{ text: "accept" }] });
      }
      expect(watchers.size).toBe(0);
    });

    test("nothing is left of a wait whose client has gone (JuliaSMLM/ModelContextProtocol.jl#60)", async () => {
      const { client, begin, watchers } = await openDesk();
      const asking = await begin("ask");
      const stop = new AbortController();
      const waits = Array.from({ length: 50 }, () =>
        client
          .request("tasks/result", { taskId: asking }, { signal: stop.signal })
          .catch((error: unknown) => error),
      );
      await expect.poll(() => watchers.size).toBe(50);
      stop.abort();
      await Promise.all(waits);
      await expect.poll(() => watchers.size).toBe(0);
      const gone = client.request("tasks/result", { taskId: asking }).catch(() => undefined);
      await expect.poll(() => watchers.size).toBe(1);
      await client.close();
      await gone;
      await expect.poll(() => watchers.size).toBe(0);
    });
  },
);
