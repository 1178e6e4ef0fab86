import { concurrency, ServerProcess } from "../../bench/load/server-process.ts";
import type { Kind, KindName } from "../kind.ts";
import { contenderOf, toolsOf } from "../kind.ts";
import type { Cost } from "../measured.ts";
import type { Pace } from "../pace.ts";
import type { CostSample } from "./cost-sample.ts";
import { spentBy, toCost } from "./cost-sample.ts";
import type { StorePlace } from "./store-place.ts";

/** Measures what a request of a kind costs its server and its store. */
export async function measureCost(
  kind: Kind & { readonly name: KindName },
  place: StorePlace | undefined,
  { rounds, turn, warmUp }: Pace,
): Promise<Cost> {
  const { waitMs = 0 } = kind;
  const setting = { waitMs, isTask: false, url: place?.url, prefix: place?.prefix ?? "" };
  const contender = contenderOf(kind, setting);
  const server = await ServerProcess.start(contender, { transport: "http", tools: toolsOf(kind) });
  try {
    const rate = await server.warm(kind.method, warmUp.least, warmUp.most);
    const requests = Math.max(concurrency, Math.round((rate * turn) / 1_000));
    const samples: CostSample[] = [];
    const before = await readOperations(server, place);
    for (let round = 0; round < rounds; round += 1) {
      const measure = () => server.measure(kind.method, requests);
      const { value: sample, store } = await spentBy(place, measure);
      samples.push({
        processor: sample.server / requests,
        rate: (requests / sample.elapsed) * 1e6,
        load: sample.load / requests,
        store: store / requests,
      });
    }
    const operations = subtract(await readOperations(server, place), before, requests * rounds);
    return toCost(kind.name, samples, place && operations);
  } finally {
    await server.stop();
  }
}

async function readOperations(
  server: ServerProcess,
  place: StorePlace | undefined,
): Promise<Readonly<Record<string, number>>> {
  return {
    ...(await server.fixture.ask("operations")),
    ...(await place?.readOperations()),
  };
}

/** Fewer operations a request than this are those of timers and of others. */
const RARE = 0.02;

/** Returns what each operation of `after` has more than `before`, by request. */
export function subtract(
  after: Readonly<Record<string, number>>,
  before: Readonly<Record<string, number>>,
  requests: number,
): Record<string, number> {
  return Object.fromEntries(
    Object.entries(after)
      .map(([name, count]) => [name, (count - (before[name] ?? 0)) / requests] as const)
      .filter(([, count]) => count >= RARE)
      .sort(([, one], [, other]) => other - one),
  );
}
