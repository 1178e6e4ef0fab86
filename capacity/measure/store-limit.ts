import { openBackplane } from "@mortise/backplane";
import pg from "pg";
import { median } from "../../bench/statistics.ts";
import type { StoreLimit } from "../measured.ts";
import type { Pace } from "../pace.ts";
import { spentBy } from "./cost-sample.ts";
import type { StorePlace } from "./store-place.ts";

/** Operations that wait for their answer at once, and connections that carry them. */
const IN_FLIGHT = 64;
const CONNECTIONS = 16;
/** Operations, one after another, that tell how long one takes. */
const ALONE = 100;
const KEYS = 1_000;
const KEPT_MS = 600_000;
/** As large as the record of a session. */
const VALUE = JSON.stringify({ record: "x".repeat(480) });

type Operation = (index: number) => Promise<unknown>;

/** Asks a store for as many operations as it gives, through the backplane that servers use. */
export async function measureLimits(place: StorePlace, pace: Pace): Promise<StoreLimit[]> {
  const backplane = await openBackplane(place.url, {
    prefix: place.prefix,
    maxConnections: CONNECTIONS,
  });
  const { values } = backplane;
  const key = (index: number): string => `key:${index % KEYS}`;
  try {
    return [
      await measure(place, pace, "write", (index) => values.set(key(index), VALUE, KEPT_MS)),
      await measure(place, pace, "read", (index) => values.get(key(index))),
    ];
  } finally {
    await backplane.close();
  }
}

/** Asks PostgreSQL for as many commits as it gives, each on the disk before it is acknowledged. */
export async function measureCommits(place: StorePlace, pace: Pace): Promise<StoreLimit> {
  const pool = new pg.Pool({ connectionString: place.url, max: CONNECTIONS });
  // A pool is an emitter: dropping the database under an idle connection must not end the process.
  pool.on("error", () => {});
  try {
    await pool.query("CREATE TABLE probe (id bigint GENERATED ALWAYS AS IDENTITY, body text)");
    const text = "INSERT INTO probe (body) VALUES ($1)";
    const insert = { name: "capacity.insert", text, values: [VALUE] };
    return await measure(place, pace, "commit", () => pool.query(insert));
  } finally {
    await pool.end();
  }
}

async function measure(
  place: StorePlace,
  { rounds, turn }: Pace,
  operation: StoreLimit["operation"],
  work: Operation,
): Promise<StoreLimit> {
  await repeat(work, turn);
  const alone: number[] = [];
  for (let index = 0; index < ALONE; index += 1) {
    const start = performance.now();
    await work(index);
    alone.push(performance.now() - start);
  }
  const samples: { rate: number; processor: number; caller: number }[] = [];
  for (let round = 0; round < rounds; round += 1) {
    const { value, store } = await spentBy(place, async () => {
      const own = process.cpuUsage();
      const { count, elapsed } = await repeat(work, turn);
      const { user, system } = process.cpuUsage(own);
      return { count, rate: (count / elapsed) * 1_000, caller: (user + system) / count };
    });
    const { count, ...rest } = value;
    samples.push({ ...rest, processor: store / count });
  }
  const middle = (of: "rate" | "processor" | "caller"): number =>
    median(samples.map((sample) => sample[of]));
  return {
    store: place.name,
    operation,
    rate: middle("rate"),
    alone: median(alone),
    processor: middle("processor"),
    caller: middle("caller"),
  };
}

/** Repeats an operation for some milliseconds, many at once. */
async function repeat(
  work: Operation,
  milliseconds: number,
): Promise<{ readonly count: number; readonly elapsed: number }> {
  const start = performance.now();
  let count = 0;
  const lane = async (): Promise<void> => {
    while (performance.now() - start < milliseconds) await work(count++);
  };
  await Promise.all(Array.from({ length: IN_FLIGHT }, lane));
  return { count, elapsed: performance.now() - start };
}
