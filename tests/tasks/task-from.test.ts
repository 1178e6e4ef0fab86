import { once } from "node:events";
import { createServer as createHttpServer } from "node:http";
import type { AddressInfo } from "node:net";
import type { JobState } from "@mortise/tasks";
import { taskFrom, tasks } from "@mortise/tasks";
import { connect, createServer, ToolError } from "mortise";
import { describe, expect, onTestFinished, test } from "vitest";
import { z } from "zod";
import type { StoreKind } from "./test-store.ts";
import { postgres, sqlite } from "./test-store.ts";
import { openWire } from "./wire.ts";

/** The jobs of another system, which has an API over HTTP. */
async function openFarm() {
  const jobs = new Map<string, JobState>();
  const calls: string[] = [];
  const server = createHttpServer(async (request, response) => {
    const { method = "", url = "" } = request;
    const [, id = "", part] = url.split("/");
    const body: Buffer[] = [];
    for await (const chunk of request) body.push(chunk as Buffer);
    if (method !== "GET") calls.push(`${method} ${part ?? "job"} ${Buffer.concat(body)}`.trim());
    if (method === "PUT" && !jobs.has(id)) jobs.set(id, { status: "working", message: "queued" });
    if (method === "DELETE") jobs.set(id, { status: "cancelled", message: "The job was deleted" });
    if (method === "POST") jobs.set(id, { status: "completed", result: `answered ${body}` });
    response.end(JSON.stringify(jobs.get(id)));
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(async () => void server.close());
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const job = (): string => [...jobs.keys()][0] ?? "";
  const setAll = (state: JobState): void => {
    for (const id of jobs.keys()) jobs.set(id, state);
  };
  return { url, calls, job, setAll, jobs };
}

type Farm = Awaited<ReturnType<typeof openFarm>>;

/** A server whose tool `render` leaves its work to a farm. */
function createStudio({ url, jobs, setAll }: Farm, store: ReturnType<StoreKind["create"]>) {
  let faults = 0;
  const durable = tasks({
    database: store.url,
    namespace: store.namespace,
    graceMs: 0,
    sweepMs: 20,
    pollMs: 100,
  });
  const call = async (method: string, path: string, body?: string): Promise<JobState> => {
    const response = await fetch(`${url}/${path}`, { method, ...(body !== undefined && { body }) });
    return (await response.json()) as JobState;
  };
  const server = createServer({
    name: "studio",
    version: "1.0.0",
    log: () => undefined,
    tasks: durable,
  }).tool(
    "render",
    {
      description: "Renders a scene on the farm.",
      input: z.object({ scene: z.string() }),
      task: { backoff: 1, attempts: 2, ttl: "1h" },
    },
    taskFrom({
      start: async ({ scene }, { task }) => {
        const id = task?.id ?? "plain";
        await call("PUT", id, scene);
        return { id };
      },
      look: async ({ id }) => {
        if (faults > 0 && faults--) throw new Error("The farm is away");
        const state = await call("GET", id);
        if (state.status !== "input_required") return state;
        const schema = z.object({ size: z.number() });
        return { ...state, questions: { size: { message: "Which size?", schema } } };
      },
      answer: ({ id }, key, answer) => call("POST", `${id}/${key}`, JSON.stringify(answer)),
      cancel: ({ id }) => call("DELETE", id),
      every: "1h",
    }),
  );
  onTestFinished(() => server.close());
  /** Wakes a task as soon as it waits, unless it does something else than wait. */
  const wake = async (taskId: string): Promise<void> => {
    const engine = await store.open();
    while (!(await durable.wake(taskId))) {
      if ((await engine.get("", taskId))?.status !== "working") return;
      await new Promise((resolve) => setImmediate(resolve));
    }
  };
  return {
    server,
    /** Changes the job and says so, as a webhook does. */
    push: async (taskId: string, state: JobState) => {
      while (jobs.size === 0) await new Promise((resolve) => setImmediate(resolve));
      setAll(state);
      await wake(taskId);
    },
    wake,
    failLooks: (count: number) => {
      faults = count;
    },
  };
}

const SCENE = { scene: "harbour" };

describe.skipIf(postgres.missing !== undefined).each([postgres, sqlite])(
  "work of another system, on $name",
  ({ create }) => {
    const open = async () => {
      const farm = await openFarm();
      const store = create();
      const studio = createStudio(farm, store);
      return { farm, store, studio, wire: await openWire(studio.server) };
    };

    test("a task has the state and the result of the job, which begins once", async () => {
      const { farm, studio, wire } = await open();
      const { taskId } = await wire.create("render", SCENE);
      await studio.push(taskId, { status: "working", message: "40 of 100 frames" });
      await expect
        .poll(async () => (await wire.send("tasks/get", { taskId })).result["statusMessage"])
        .toBe("40 of 100 frames");
      await studio.push(taskId, { status: "completed", result: { url: "https://example.com/1" } });
      const { result } = await wire.until(taskId, "completed");
      expect(result).toMatchObject({ structuredContent: { url: "https://example.com/1" } });
      expect(farm.calls).toEqual(["PUT job harbour"]);
      expect(farm.job()).toBe(taskId);
    });

    test("another server on the same database goes on with the job", async () => {
      const { farm, store, studio, wire } = await open();
      const { taskId } = await wire.create("render", SCENE);
      await studio.push(taskId, { status: "working", message: "begun" });
      await studio.server.close();
      const next = createStudio(farm, store);
      const after = await openWire(next.server);
      await next.push(taskId, { status: "completed", result: "rendered" });
      const { result } = await after.until(taskId, "completed");
      expect(result).toMatchObject({ content: [{ text: "rendered" }] });
      expect(farm.calls).toEqual(["PUT job harbour"]);
    });

    test("a cancellation reaches the job, also when no server ran meanwhile", async () => {
      const { farm, store, studio, wire } = await open();
      const one = await wire.create("render", SCENE);
      await studio.wake(one.taskId);
      await wire.send("tasks/cancel", { taskId: one.taskId });
      await wire.until(one.taskId, "cancelled");
      expect(farm.calls).toEqual(["PUT job harbour", "DELETE job"]);
      const two = await wire.create("render", SCENE);
      await studio.wake(two.taskId);
      await studio.server.close();
      const idle = await store.open();
      await idle.cancel("", two.taskId);
      expect((await idle.get("", two.taskId))?.status).toBe("working");
      const after = await openWire(createStudio(farm, store).server);
      await after.until(two.taskId, "cancelled");
      expect(farm.calls.slice(2)).toEqual(["PUT job harbour", "DELETE job"]);
    });

    test("a question of the job is asked, and its answer handed on once", async () => {
      const { farm, studio, wire } = await open();
      const { taskId } = await wire.create("render", SCENE);
      await studio.push(taskId, { status: "input_required", questions: {} });
      const asking = await wire.until(taskId, "input_required");
      expect(asking["inputRequests"]).toMatchObject({
        size: { params: { message: "Which size?" } },
      });
      const size = { action: "accept", content: { size: 4 } };
      await wire.send("tasks/update", { taskId, inputResponses: { size } });
      const { result } = await wire.until(taskId, "completed");
      expect(result).toMatchObject({ content: [{ text: `answered ${JSON.stringify(size)}` }] });
      expect(farm.calls).toEqual(["PUT job harbour", `POST size ${JSON.stringify(size)}`]);
    });

    test("looks that fail are tried again, and attempts count for one look", async () => {
      const { studio, wire } = await open();
      const { taskId } = await wire.create("render", SCENE);
      for (let count = 0; count < 3; count += 1) {
        studio.failLooks(1);
        await studio.wake(taskId);
      }
      await studio.push(taskId, { status: "failed", message: "No such scene" });
      const { result } = await wire.until(taskId, "completed");
      expect(result).toMatchObject({ isError: true });
      expect(JSON.stringify(result)).toContain("No such scene");
      const lost = await wire.create("render", SCENE);
      await studio.wake(lost.taskId);
      studio.failLooks(2);
      await studio.wake(lost.taskId);
      const ended = await wire.until(lost.taskId, "completed");
      expect(JSON.stringify(ended["result"])).toContain("internal error");
    });
  },
);

test("a plain call waits for the job, and ends it when its client goes away", async () => {
  const farm = await openFarm();
  const { server } = createStudio(farm, sqlite.create());
  await using client = await connect(server, { tasks: false });
  const leave = new AbortController();
  const call = client.callTool("render", SCENE, { signal: leave.signal });
  await expect.poll(() => farm.job()).toBe("plain");
  leave.abort();
  await expect(call).rejects.toThrow();
  await expect.poll(() => farm.calls).toEqual(["PUT job harbour", "DELETE job"]);
  farm.setAll({ status: "completed", result: "rendered" });
  expect((await client.callTool("render", SCENE)).text).toBe("rendered");
});

test("a handle that is none is refused, and a state that there is not ends the attempt", async () => {
  const look = (): JobState => ({ status: "done" }) as never;
  expect(() => taskFrom({ start: () => "1", look, evry: 1 } as never)).toThrow('"evry"');
  expect(() => taskFrom({ start: () => "1", look, every: "soon" as never })).toThrow("every");
  const errors: string[] = [];
  const server = createServer({
    name: "studio",
    version: "1.0.0",
    log: ({ error }) => void errors.push(String(error)),
  })
    .tool("wrong", { description: "Has no such state." }, taskFrom({ start: () => "1", look }))
    .tool(
      "mute",
      { description: "Cannot take answers." },
      taskFrom({
        start: () => "1",
        look: () => ({ status: "input_required", questions: { a: {} as never } }),
      }),
    )
    .tool(
      "refused",
      { description: "Fails." },
      taskFrom({
        start: () => {
          throw new ToolError("No such scene");
        },
        look,
      }),
    );
  await using client = await connect(server);
  await client.callTool("wrong");
  await client.callTool("mute");
  expect(errors).toEqual([
    expect.stringContaining('look returned {"status":"done"}'),
    expect.stringContaining("the handle has no answer"),
  ]);
  expect((await client.callTool("refused")).text).toContain("No such scene");
});
