import type { Spread } from "../statistics.ts";
import { ratio } from "../statistics.ts";
import type { WorkerScenario } from "./measure.ts";

/** Returns how many times the requests of one worker two answer in the same time. */
export function compareWorkers({ one, two }: WorkerScenario): Spread {
  const rate = (samples: WorkerScenario["one"]): number[] =>
    samples.map(({ answers, elapsed }) => answers / elapsed);
  return ratio(rate(two), rate(one));
}
