import { setTimeout as pause } from "node:timers/promises";
import { FixtureProcess } from "../../bench/load/fixture-process.ts";
import type { Kind, KindName } from "../kind.ts";
import { contenderOf } from "../kind.ts";
import type { Cost } from "../measured.ts";
import type { Pace } from "../pace.ts";
import type { CostSample } from "./cost-sample.ts";
import { spentBy, toCost } from "./cost-sample.ts";
import { subtract } from "./request-cost.ts";
import type { StorePlace } from "./store-place.ts";

const IN_FLIGHT = 32;
const WARM_UP = 300;
const CHECK_MS = 5;
/** Milliseconds of processor time that a task takes at most, to choose how many are measured. */
const TASK_MS = 2;

interface Answer {
  readonly result?: { readonly taskId?: string; readonly status?: string };
}

/**
 * Measures a durable task as a client sees it: the call that creates it, the work, its stored result, and
 * one `tasks/get` that reads it.
 */
export async function measureTask(
  kind: Kind & { readonly name: KindName },
  place: StorePlace,
  { rounds, turn }: Pace,
): Promise<Cost> {
  const { fixture, args = [] } = contenderOf(kind, {
    waitMs: 0,
    isTask: true,
    url: place.url,
    prefix: place.prefix,
  });
  const server = await FixtureProcess.start(fixture, ["http", "1", ...args], ["--no-warnings"]);
  server.streams.output.resume();
  const url = `http://127.0.0.1:${server.ready.port}/mcp`;
  try {
    await runTasks(url, WARM_UP);
    const count = Math.max(WARM_UP, Math.round(turn / TASK_MS));
    const samples: CostSample[] = [];
    const before = await server.ask("operations");
    for (let round = 0; round < rounds; round += 1) {
      const { value, store } = await spentBy(place, async () => {
        const spent = await server.ask("processor");
        const [start, own] = [performance.now(), process.cpuUsage()];
        await server.explain(() => runTasks(url, count));
        const elapsed = performance.now() - start;
        const { user, system } = process.cpuUsage(own);
        return {
          processor: ((await server.ask("processor")) - spent) / count,
          rate: (count / elapsed) * 1_000,
          load: (user + system) / count,
        };
      });
      samples.push({ ...value, store: store / count });
    }
    const operations = subtract(await server.ask("operations"), before, count * rounds);
    return toCost(kind.name, samples, operations);
  } finally {
    await server.stop();
  }
}

/** Creates tasks, waits until the last has ended, and reads each once. */
async function runTasks(url: string, count: number): Promise<void> {
  const ids = await inLanes(count, async (index) => {
    const { result } = await send(url, "tools/call", "greet", {
      name: "greet",
      arguments: { name: `guest ${index}` },
    });
    if (result?.taskId === undefined)
      throw new Error(`No task was created: ${JSON.stringify(result)}`);
    return result.taskId;
  });
  const last = ids.at(-1) ?? "";
  while ((await read(url, last)) !== "completed") await pause(CHECK_MS);
  await inLanes(count - 1, async (index) => {
    const id = ids[index] ?? "";
    // Tasks of the last moment may still run.
    while ((await read(url, id)) !== "completed") await pause(CHECK_MS);
  });
}

async function read(url: string, taskId: string): Promise<string> {
  const { result } = await send(url, "tasks/get", taskId, { taskId });
  if (result?.status === undefined || result.status === "failed") {
    throw new Error(`Task ${taskId} has not ended well: ${JSON.stringify(result)}`);
  }
  return result.status;
}

async function inLanes<Value>(
  count: number,
  work: (index: number) => Promise<Value>,
): Promise<Value[]> {
  const values: Value[] = [];
  let next = 0;
  const lane = async (): Promise<void> => {
    while (next < count) {
      const index = next++;
      values[index] = await work(index);
    }
  };
  await Promise.all(Array.from({ length: IN_FLIGHT }, lane));
  return values;
}

async function send(url: string, method: string, name: string, params: object): Promise<Answer> {
  const response = await fetch(url, {
    method: "POST",
    headers: {
      "content-type": "application/json",
      accept: "application/json, text/event-stream",
      "mcp-protocol-version": "2026-07-28",
      "mcp-method": method,
      "mcp-name": name,
    },
    body: JSON.stringify({ jsonrpc: "2.0", id: 1, method, params: { ...params, _meta: META } }),
  });
  return (await response.json()) as Answer;
}

const META = {
  "io.modelcontextprotocol/protocolVersion": "2026-07-28",
  "io.modelcontextprotocol/clientInfo": { name: "capacity", version: "1.0.0" },
  "io.modelcontextprotocol/clientCapabilities": {
    extensions: { "io.modelcontextprotocol/tasks": {} },
  },
};
