import { availableParallelism } from "node:os";
import { FixtureProcess } from "../../bench/load/fixture-process.ts";
import { warmUp } from "../../bench/load/warm-up.ts";
import { median, percentile } from "../../bench/statistics.ts";
import type { WorkerTool } from "../../bench/workers/tool.ts";
import { workerTools } from "../../bench/workers/tool.ts";
import type { LatencyCheck, WorkerCheck } from "../measured.ts";
import { predictSaturation } from "../model/saturation.ts";
import type { Pace } from "../pace.ts";
import { simulate } from "../simulation/simulate.ts";
import { callClosed, callOpen } from "./tool-load.ts";
import { treeTime } from "./tree-time.ts";

const FIXTURE = new URL("../../bench/workers/server/mortise.ts", import.meta.url);
const WORKERS = [1, 2, 4] as const;
/** Utilisations of one worker at which latency is checked, under an open loop of calls. */
const BUSY = [0.5, 0.8] as const;
/** Connections for each worker, so that none of them idles. */
const CONNECTIONS = 16;
const SEED = 2026;
/** Calls, one after another, that tell what one costs. */
const ALONE = 300;

/** The model beside the machine. */
export interface Checks {
  readonly workers: readonly WorkerCheck[];
  readonly latencies: readonly LatencyCheck[];
}

interface Sample {
  readonly rate: number;
  /** Microseconds of the workers and of the load generator, by call. */
  readonly worker: number;
  readonly load: number;
}

interface Run {
  readonly server: FixtureProcess;
  readonly tool: WorkerTool;
  readonly workers: number;
}

/**
 * Measures 1, 2 and 4 workers under a closed loop of calls, and one worker under an open loop, and predicts both
 * from the cost of a call in an earlier run of one worker.
 */
export async function checkModel(pace: Pace, onProgress: (text: string) => void): Promise<Checks> {
  const workers: WorkerCheck[] = [];
  const latencies: LatencyCheck[] = [];
  const costs = new Map<WorkerTool, Sample>();
  for (const count of WORKERS) {
    onProgress(`check: ${count} of ${Math.max(...WORKERS)} workers`);
    const server = await FixtureProcess.start(FIXTURE, [String(count)]);
    server.streams.output.resume();
    try {
      for (const tool of workerTools) {
        const run = { server, tool, workers: count };
        const rate = await warm(run, pace);
        const cost = costs.get(tool) ?? (await sample(run, rate, pace));
        costs.set(tool, cost);
        workers.push(compare(run, cost, await sample(run, rate, pace)));
        if (count === 1) {
          for (const busy of BUSY) latencies.push(await checkLatency(run, cost, busy, pace));
        }
      }
    } finally {
      await server.end();
    }
  }
  return { workers, latencies };
}

function warm({ server, tool, workers }: Run, { warmUp: length }: Pace): Promise<number> {
  const connections = CONNECTIONS * workers;
  const { port = 0 } = server.ready;
  const measure = async (requests: number): Promise<{ elapsed: number }> => ({
    elapsed: await callClosed(port, tool, { connections, requests }),
  });
  return warmUp(measure, connections, length);
}

async function sample(
  { server, tool, workers }: Run,
  rate: number,
  { rounds, turn }: Pace,
): Promise<Sample> {
  const { port = 0 } = server.ready;
  const connections = CONNECTIONS * workers;
  const requests = Math.max(connections, Math.round((rate * turn * rounds) / 1_000));
  const [before, own] = [treeTime(server.pid), process.cpuUsage()];
  const elapsed = await callClosed(port, tool, { connections, requests });
  const { user, system } = process.cpuUsage(own);
  return {
    rate: (requests / elapsed) * 1e6,
    worker: (treeTime(server.pid) - before) / requests,
    load: (user + system) / requests,
  };
}

function compare({ tool, workers }: Run, cost: Sample, found: Sample): WorkerCheck {
  const predicted = predictSaturation(
    { worker: cost.worker / 1e6, load: cost.load / 1e6, cores: availableParallelism() },
    workers,
  );
  return {
    tool,
    workers,
    rate: found.rate,
    busy: (found.rate * found.worker) / 1e6,
    predictedRate: predicted.rate,
    predictedBusy: predicted.busy,
  };
}

async function checkLatency(
  { server, tool }: Run,
  cost: Sample,
  busy: number,
  { rounds, turn }: Pace,
): Promise<LatencyCheck> {
  const { port = 0 } = server.ready;
  const alone: number[] = [];
  for (let index = 0; index < ALONE; index += 1) {
    alone.push((await callClosed(port, tool, { connections: 1, requests: 20 })) / 20_000);
  }
  const rate = (busy * 1e6) / cost.worker;
  const requests = Math.round((rate * turn * rounds) / 1_000);
  const times = await callOpen(port, tool, { rate, requests, seed: SEED });
  const service = cost.worker / 1e6;
  const works = [{ share: 1, processor: service, wait: 0, visits: 0, store: 0, disk: 0 }];
  const predicted = simulate({
    seed: SEED,
    rate,
    requests: 100_000,
    instances: 1,
    works,
    storeServers: 1,
    pool: Infinity,
    network: 0,
    // The loop of `compute` takes the same time for each call.
    service: tool === "compute" ? "fixed" : "exponential",
  });
  // The time of a call beside the worker's: the network of the machine and the load generator.
  const beside = Math.max(0, median(alone) - service * 1_000);
  return {
    tool,
    rate,
    busy,
    p50: percentile(times, 0.5),
    p99: percentile(times, 0.99),
    predictedP50: predicted.p50 * 1_000 + beside,
    predictedP99: predicted.p99 * 1_000 + beside,
  };
}
