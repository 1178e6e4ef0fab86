import type { Spread } from "../statistics.ts";
import { ratio } from "../statistics.ts";
import type { ClientScenario } from "./measure.ts";

/**
 * Returns how many times the calls of `theirs` a client makes with the same processor time
 * (`client`) or in the same time (`elapsed`); `undefined` if the scenario lacks one of them.
 */
export function compareClients(
  { samples }: ClientScenario,
  ours: string,
  theirs: string,
  by: "client" | "elapsed",
): Spread | undefined {
  const cost = (client: string): number[] | undefined =>
    samples[client]?.map((sample) => sample[by] / sample.calls);
  const [mine, other] = [cost(ours), cost(theirs)];
  return mine && other ? ratio(other, mine) : undefined;
}
