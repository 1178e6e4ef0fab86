import type { Scenario } from "./measure.ts";
import type { Spread } from "./statistics.ts";
import { ratio } from "./statistics.ts";

/**
 * Returns how many times the requests of `theirs` a contender answers with the same processor time
 * (`server`) or in the same time (`elapsed`); `undefined` if the scenario lacks one of them.
 */
export function compareServers(
  scenario: Scenario | undefined,
  ours: string,
  theirs: string,
  by: "server" | "elapsed",
): Spread | undefined {
  const cost = (contender: string): number[] | undefined =>
    scenario?.samples[contender]?.map((sample) => sample[by] / sample.requests);
  const [mine, other] = [cost(ours), cost(theirs)];
  return mine && other ? ratio(other, mine) : undefined;
}
