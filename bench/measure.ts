import { LoadProcess } from "./load/load-process.ts";
import type { Method } from "./load/message.ts";
import type { Sample } from "./load/server-process.ts";
import { concurrency } from "./load/server-process.ts";
import type { Options } from "./options.ts";
import type { Setting } from "./server/control.ts";
import { rotate } from "./statistics.ts";

/** All samples of one scenario: for each contender one a round, the sum of its turns in that round. */
export interface Scenario extends Setting {
  method: Method;
  samples: Record<string, Sample[]>;
}

/**
 * Measures every scenario. The contenders of one scenario are started together and run for all its
 * rounds: each is compiled once, sleeps while others are measured, and has its turns close to those of
 * the others, so that a busy moment of the machine affects all of them alike.
 */
export async function measureScenarios(
  options: Options,
  onProgress: (text: string) => void,
): Promise<Scenario[]> {
  const scenarios: Scenario[] = [];
  const total = options.settings.length * options.methods.length;
  for (const setting of options.settings) {
    await using load = new LoadProcess();
    const contenders = options.contenders.filter(
      (contender) => setting.transport === "http" || !contender.isHttpOnly,
    );
    for (const { name } of contenders) await load.start(name, setting);
    for (const method of options.methods) {
      const name = `${setting.transport} ${method}, ${setting.tools} tools`;
      onProgress(`${scenarios.length + 1}/${total} ${name}`);
      scenarios.push(await measureScenario(load, setting, method, { ...options, contenders }));
    }
  }
  return scenarios;
}

async function measureScenario(
  load: LoadProcess,
  setting: Setting,
  method: Method,
  { contenders, rounds, turns, turn, warmUp }: Options,
): Promise<Scenario> {
  const requests = new Map<string, number>();
  /** Contenders whose fewest requests fill several turns; they take one turn in a round. */
  const slow = new Set<string>();
  const samples: Record<string, Sample[]> = {};
  for (const { name } of contenders) {
    const rate = await load.warm(name, method, warmUp.least, warmUp.most);
    requests.set(name, Math.max(concurrency, Math.round((rate * turn) / 1000)));
    if ((concurrency / rate) * 1000 > 2 * turn) slow.add(name);
    samples[name] = [];
  }
  for (let round = 0; round < rounds; round++) {
    for (let slice = 0; slice < turns; slice++) {
      for (const { name } of rotate(contenders, round + slice)) {
        if (slice > 0 && slow.has(name)) continue;
        const sample = await load.measure(name, method, requests.get(name) ?? concurrency);
        const taken = samples[name] ?? [];
        taken[round] = addSamples(taken[round], sample);
      }
    }
  }
  return { ...setting, method, samples };
}

function addSamples(sum: Sample | undefined, next: Sample): Sample {
  if (!sum) return next;
  return {
    requests: sum.requests + next.requests,
    elapsed: sum.elapsed + next.elapsed,
    server: sum.server + next.server,
    load: sum.load + next.load,
  };
}
