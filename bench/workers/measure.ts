import { availableParallelism } from "node:os";
import { FixtureProcess } from "../load/fixture-process.ts";
import type { Options } from "../options.ts";
import { rotate } from "../statistics.ts";
import type { PipelineAnswer, PipelineJob, PipelineSample } from "./pipeline.ts";
import type { WorkerTool } from "./tool.ts";
import { workerTools } from "./tool.ts";

/** Servers under test, and the files that run them; the limit first. */
const workerServers: readonly { name: string; label: string; fixture: URL }[] = [
  { name: "raw", label: "raw Node", fixture: new URL("./server/raw.ts", import.meta.url) },
  { name: "mortise", label: "Mortise", fixture: new URL("./server/mortise.ts", import.meta.url) },
];

/** The samples of one server with one and with two workers, a round each. */
export interface WorkerScenario {
  name: string;
  label: string;
  tool: WorkerTool;
  one: PipelineSample[];
  two: PipelineSample[];
}

/** The scenarios, or the reason why none could be measured. */
export interface WorkerResult {
  scenarios: WorkerScenario[];
  skipped?: string;
}

interface Running {
  name: string;
  label: string;
  one: FixtureProcess;
  two: FixtureProcess;
}

/** Calls every server with one worker and with two, in rotated turns. */
export async function measureWorkers(
  options: Options,
  onProgress: (text: string) => void,
): Promise<WorkerResult> {
  if (availableParallelism() < 2) {
    const skipped = "this machine has one core";
    onProgress(`workers: skipped, ${skipped}`);
    return { scenarios: [], skipped };
  }
  const chosen = workerServers.filter(({ name }) =>
    options.contenders.some((contender) => contender.name === name),
  );
  const running: Running[] = [];
  const load = await FixtureProcess.start(new URL("./pipeline.ts", import.meta.url), []);
  const scenarios: WorkerScenario[] = [];
  try {
    for (const { name, label, fixture } of chosen) {
      const [one, two] = [await startServer(fixture, 1), await startServer(fixture, 2)];
      running.push({ name, label, one, two });
      const { workers = 0 } = two.ready;
      if (workers !== 2) throw new Error(`${label} was asked for 2 workers and has ${workers}.`);
    }
    for (const tool of workerTools) {
      onProgress(`workers: ${tool}`);
      scenarios.push(...(await measureTool(load, running, tool, options)));
    }
  } finally {
    for (const { one, two } of running) await Promise.all([one.end(), two.end()]);
    await load.stop();
  }
  return { scenarios };
}

async function startServer(fixture: URL, workers: number): Promise<FixtureProcess> {
  const server = await FixtureProcess.start(fixture, [String(workers)]);
  server.streams.output.resume();
  return server;
}

async function measureTool(
  load: FixtureProcess,
  running: readonly Running[],
  tool: WorkerTool,
  { rounds, turns, turn, warmUp }: Options,
): Promise<WorkerScenario[]> {
  const scenarios = running.map(({ name, label }): WorkerScenario => {
    return { name, label, tool, one: [], two: [] };
  });
  const turnsOf = running.flatMap((server, index) =>
    (["one", "two"] as const).map((workers) => ({
      port: server[workers].ready.port ?? 0,
      samples: scenarios[index]?.[workers] ?? [],
    })),
  );
  for (const { port } of turnsOf) await call(load, { port, tool, milliseconds: warmUp.least * 2 });
  for (let round = 0; round < rounds; round++) {
    for (let slice = 0; slice < turns; slice++) {
      for (const { port, samples } of rotate(turnsOf, round + slice)) {
        const next = await call(load, { port, tool, milliseconds: turn * 2 });
        const sum = samples[round] ?? { answers: 0, elapsed: 0, load: 0 };
        samples[round] = {
          answers: sum.answers + next.answers,
          elapsed: sum.elapsed + next.elapsed,
          load: sum.load + next.load,
        };
      }
    }
  }
  return scenarios;
}

async function call(load: FixtureProcess, job: PipelineJob): Promise<PipelineSample> {
  const answer = await load.request<PipelineAnswer>(job);
  if ("failure" in answer) throw new Error(answer.failure);
  return answer.result;
}
