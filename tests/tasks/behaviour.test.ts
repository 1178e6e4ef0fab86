import type { DetailedTask, JsonObject } from "@mortise/protocol";
import { describe, expect, test } from "vitest";
import { openDesk, reachRaw, TRANSPORTS } from "./fixture/reach-desk.ts";
import type { StoreKind } from "./test-store.ts";
import { postgres, sqlite } from "./test-store.ts";

const APPROVED = { action: "accept", content: { approve: true } };
const PLACED = { action: "accept", content: { place: "Kanalgade" } };
const EXPORTED = { customer: "C-1", approved: "accept", place: "Kanalgade" };

const PLACES = [sqlite, postgres].flatMap((store) =>
  TRANSPORTS.map((transport) => ({ store, transport, name: `${store.name} over ${transport}` })),
);

const isStatus = (status: string) => (task: DetailedTask) => task.status === status;

/** Answers the questions of an export. */
function elicit({ message }: { readonly message: string }) {
  return (message.startsWith("Export") ? APPROVED : PLACED) as {
    action: "accept";
    content: Record<string, boolean | string>;
  };
}

describe.each(PLACES)("tasks in $name", ({ store, transport }) => {
  const open = () => openDesk(transport, (store as StoreKind).create());
  const each = test.skipIf(store.missing !== undefined);

  each(
    "a task is awaited like a call: progress arrives, and each question is asked once",
    async () => {
      const asked: string[] = [];
      const seen: unknown[] = [];
      const ids: string[] = [];
      const reported = Promise.withResolvers<void>();
      const client = await open()("ann", {
        elicit: async (question) => {
          asked.push(question.message);
          // A report comes a little later than its task.
          await reported.promise;
          return elicit(question);
        },
      });
      const result = await client.callTool(
        "export",
        { customer: "C-1" },
        {
          onTask: ({ id }) => void ids.push(id),
          onProgress: (progress) => {
            seen.push(progress);
            reported.resolve();
          },
        },
      );
      expect(result).toMatchObject({ structured: EXPORTED, isError: false });
      expect(asked.sort()).toEqual(["Export C-1?", "Where to?"]);
      expect(seen).toEqual([{ progress: 1, message: "collected C-1" }]);
      expect(ids).toHaveLength(1);
    },
  );

  each(
    "a call is answered by a flat task, which can be read as often as one likes (modelcontextprotocol/rust-sdk#638)",
    async () => {
      const { client, create, subscribe, reported } = await reachRaw(open(), "ann");
      const created = await create("flaky");
      expect(created).toMatchObject({ resultType: "task", status: "working", ttlMs: 86_400_000 });
      expect(Date.parse(created.createdAt)).toBeGreaterThan(0);
      expect(created).not.toHaveProperty("result");
      const { taskId } = created;
      subscribe(taskId);
      await reported(isStatus("completed"));
      const states = [];
      for (let read = 0; read < 3; read += 1)
        states.push(await client.request("tasks/get", { taskId }));
      expect(states[0]).toMatchObject({
        resultType: "complete",
        taskId,
        status: "completed",
        createdAt: created.createdAt,
        result: { content: [{ text: "fine for ann" }] },
      });
      expect([states[1], states[2]]).toEqual([states[0], states[0]]);
    },
  );

  each(
    "answers come in parts, the first of each key counts, and other keys are ignored (airlift/airlift#2084) (kagent-dev/kagent#2816)",
    async () => {
      const { client, create, subscribe, reported } = await reachRaw(open(), "ann");
      const { taskId } = await create("export", { customer: "C-1" });
      subscribe(taskId);
      const asking = await reported(
        ({ inputRequests }) => Object.keys(inputRequests ?? {}).length === 2,
      );
      expect(asking).toMatchObject({
        status: "input_required",
        inputRequests: {
          approve: { method: "elicitation/create", params: { message: "Export C-1?" } },
          place: { method: "elicitation/create", params: { message: "Where to?" } },
        },
      });
      const update = (inputResponses: JsonObject) =>
        client.request("tasks/update", { taskId, inputResponses });
      const acknowledged = await update({ other: PLACED });
      expect(acknowledged).toMatchObject({ resultType: "complete" });
      expect(acknowledged).not.toHaveProperty("status");
      const open_ = await client.request("tasks/get", { taskId });
      expect(open_["inputRequests"]).toEqual(asking.inputRequests);
      await update({ approve: APPROVED });
      const half = await client.request("tasks/get", { taskId });
      expect(half["status"]).toBe("input_required");
      expect(Object.keys(half["inputRequests"] as JsonObject)).toEqual(["place"]);
      await update({ approve: { action: "decline" }, other: PLACED });
      await update({ approve: { action: "cancel" }, place: PLACED });
      const { result } = await reported(isStatus("completed"));
      expect(result).toMatchObject({ structuredContent: EXPORTED });
    },
  );

  each(
    "a subscriber gets the present state first, then each later one (MCPJam/inspector#3536) (PrefectHQ/fastmcp#2904)",
    async () => {
      const reach = open();
      const { client, create } = await reachRaw(reach, "ann");
      const { taskId } = await create("export", { customer: "C-1" });
      const { subscribe, reported, reports } = await reachRaw(reach, "ann");
      subscribe(taskId);
      await reported(
        ({ inputRequests, statusMessage }) =>
          statusMessage === "collected C-1" && Object.keys(inputRequests ?? {}).length === 2,
      );
      await client.request("tasks/update", { taskId, inputResponses: { approve: APPROVED } });
      await reported(({ inputRequests }) => Object.keys(inputRequests ?? {}).join() === "place");
      await client.request("tasks/update", { taskId, inputResponses: { place: PLACED } });
      const last = await reported(isStatus("completed"));
      expect(reports.at(-1)).toBe(last);
      expect(last).toMatchObject({ result: { structuredContent: EXPORTED } });
      const times = reports.map(({ lastUpdatedAt }) => Date.parse(lastUpdatedAt));
      expect(times).toEqual([...times].sort((one, other) => one - other));
      expect(new Set(reports.map((each) => each.taskId))).toEqual(new Set([taskId]));
      const late = await reachRaw(reach, "ann");
      late.subscribe(taskId);
      await late.reported(isStatus("completed"));
      expect(late.reports).toHaveLength(1);
    },
  );

  each(
    "a cancelled task ends its call, and says the same ever after (ArcadeAI/arcade-mcp#828)",
    async () => {
      const reach = open();
      const { client, create, subscribe, reported } = await reachRaw(reach, "ann");
      const { taskId } = await create("wait");
      subscribe(taskId);
      await reported(({ statusMessage }) => statusMessage === "waiting");
      expect(await client.request("tasks/cancel", { taskId })).toMatchObject({
        resultType: "complete",
      });
      const last = await reported(isStatus("cancelled"));
      expect(last).not.toHaveProperty("result");
      await client.request("tasks/cancel", { taskId });
      await client.request("tasks/update", { taskId, inputResponses: { approve: APPROVED } });
      const { _meta: _, ...state } = last as DetailedTask & { readonly _meta?: unknown };
      expect(await client.request("tasks/get", { taskId })).toMatchObject(state);
      const other = await reach("ann");
      await expect(other.task(taskId).result()).rejects.toMatchObject({
        code: "TASK_CANCELLED",
        data: { taskId },
      });
    },
  );

  each("an abort of a call cancels its task", async () => {
    const reach = open();
    const client = await reach("ann");
    const stop = new AbortController();
    const ids: string[] = [];
    const call = client.callTool(
      "wait",
      {},
      {
        signal: stop.signal,
        onTask: ({ id }) => void ids.push(id),
        onProgress: () => stop.abort(new Error("enough")),
      },
    );
    await expect(call).rejects.toMatchObject({
      code: "ABORTED",
      message: 'tools/call "wait" was aborted by the caller',
    });
    const task = (await reach("ann")).task(String(ids[0]));
    await expect(task.result()).rejects.toMatchObject({ code: "TASK_CANCELLED" });
  });

  each("to another caller a task is as one that never was", async () => {
    const reach = open();
    const ann = await reachRaw(reach, "ann");
    const ben = await reachRaw(reach, "ben");
    const { taskId } = await ann.create("export", { customer: "C-1" });
    const others = await ben.create("refuse");
    const known = "made-up-id-of-a-task";
    for (const method of ["tasks/get", "tasks/update", "tasks/cancel"]) {
      const refuse = async (id: string): Promise<string> => {
        const params = { taskId: id, inputResponses: { approve: APPROVED } };
        const error = await ben.client.request(method, params).then(
          () => undefined,
          (reason) => reason,
        );
        expect(error).toMatchObject({ name: "ProtocolError", code: -32602 });
        return String(error.message).replace(id, known);
      };
      expect(await refuse(taskId)).toBe(await refuse(known));
    }
    ben.subscribe(taskId, others.taskId);
    await ben.reported(isStatus("completed"));
    ann.subscribe(taskId);
    await ann.reported(({ inputRequests }) => Object.keys(inputRequests ?? {}).length === 2);
    expect(new Set(ben.reports.map((each) => each.taskId))).toEqual(new Set([others.taskId]));
  });

  each(
    "errors of tools are results, those of the protocol are errors, and others are masked (modelcontextprotocol/typescript-sdk#1927)",
    async () => {
      const reach = open();
      const client = await reach("ann");
      expect(await client.callTool("refuse")).toMatchObject({ isError: true });
      const hopeless = await client.callTool("hopeless");
      expect(hopeless.isError).toBe(true);
      expect(JSON.stringify(hopeless)).not.toContain("secret");
      const ids: string[] = [];
      const onTask = ({ id }: { readonly id: string }): void => void ids.push(id);
      const error = { code: -32050, message: "The export is broken", data: { part: 2 } };
      await expect(client.callTool("broken", {}, { onTask })).rejects.toMatchObject(error);
      const raw = await reachRaw(reach, "ann");
      const state = await raw.client.request("tasks/get", { taskId: String(ids[0]) });
      expect(state).toMatchObject({ status: "failed", error });
      await expect(client.task("made-up").get()).rejects.toMatchObject({ code: "TASK_GONE" });
    },
  );

  each(
    "a client of 2025-11-25 has tasks in the form of its revision (TJC-LP/fast-mcp-scala#104) (a2aproject/a2a-dotnet#277)",
    async () => {
      const client = await open()("ann", { revision: "2025-11-25", tasks: false, elicit });
      const create = async (name: string, args: JsonObject = {}): Promise<string> => {
        const call = { name, arguments: args, task: { ttl: 60_000 } };
        const { task } = await client.request("tools/call", call);
        expect(task).toMatchObject({ status: "working", ttl: 60_000 });
        return String((task as JsonObject)["taskId"]);
      };
      const taskId = await create("export", { customer: "C-1" });
      const related = { "io.modelcontextprotocol/related-task": { taskId } };
      expect(await client.request("tasks/result", { taskId })).toMatchObject({
        structuredContent: EXPORTED,
        _meta: related,
      });
      expect(await client.request("tasks/get", { taskId })).toMatchObject({ status: "completed" });
      const endless = await create("wait");
      const waiting = client.request("tasks/result", { taskId: endless });
      const refused = expect(waiting).rejects.toMatchObject({ code: -32602 });
      expect(await client.request("tasks/cancel", { taskId: endless })).toMatchObject({
        taskId: endless,
        status: "cancelled",
      });
      await refused;
      const broken = await create("broken");
      await expect(client.request("tasks/result", { taskId: broken })).rejects.toMatchObject({
        code: -32050,
        data: { part: 2 },
      });
    },
  );
});
