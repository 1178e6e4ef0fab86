import type { DetailedTask, TaskEngine } from "@mortise/protocol";
import { hasTaskEnded, MortiseError } from "@mortise/protocol";
import { tasks } from "@mortise/tasks";
import { createServer } from "mortise";
import { describe, expect, onTestFinished, test } from "vitest";
import { failingDatabase } from "./fault/failing-database.ts";
import { newTask, OWNER } from "./fixture/task-kit.ts";
import { postgres, sqlite } from "./test-store.ts";
import { openWire } from "./wire.ts";

describe.skipIf(postgres.missing !== undefined).each([postgres, sqlite])(
  "listeners to tasks on $name",
  ({ create }) => {
    test("a listener receives no state of another's task while it is not known yet whose it is", async () => {
      const store = create();
      const database = await store.openDatabase();
      const asked = Promise.withResolvers<void>();
      const answer = Promise.withResolvers<void>();
      const engine = await store.openOn({
        ...failingDatabase(database, () => undefined),
        query: async (statement, values = []) => {
          const rows = await database.query<never>(statement, values);
          if (!values.includes("eve")) return rows;
          asked.resolve();
          await answer.promise;
          return rows;
        },
      });
      const { taskId } = await engine.create(newTask("export"));
      const ended = Promise.withResolvers<void>();
      await engine.watch(OWNER, taskId, (state) => hasTaskEnded(state) && ended.resolve());
      const received: DetailedTask[] = [];
      const watching = engine.watch("eve", taskId, (state) => void received.push(state));
      await asked.promise;
      await engine.cancel(OWNER, taskId);
      await ended.promise;
      answer.resolve();
      expect(await watching).toBeUndefined();
      expect(received).toEqual([]);
    });
  },
);

test("a subscription of which one task cannot be read listens to none of the others any longer", async () => {
  let listening = 0;
  const engine = {
    work: async () => undefined,
    kindsChanged: () => undefined,
    close: async () => undefined,
    watch: async (_owner: string, taskId: string) => {
      if (taskId === "b") throw new MortiseError("CONNECTION_FAILED", "away");
      listening += 1;
      return () => (listening -= 1);
    },
  };
  const server = createServer({
    name: "desk",
    version: "1.0.0",
    log: () => undefined,
    tasks: tasks({ engine: engine as unknown as TaskEngine }),
  }).tool("export", { description: "Exports.", task: true }, () => "done");
  onTestFinished(() => server.close());
  const wire = await openWire(server);
  const notifications = { taskIds: ["a", "b", "c"] };
  const { error } = await wire.send("subscriptions/listen", { notifications });
  expect(error["code"]).toBe(-32603);
  expect(listening).toBe(0);
});
