/**
 * Runs a server under load for a long time: `npm run soak -- [--requests n] [--visits n]`.
 *
 * A million mixed requests must not make either side's memory grow; clients that come and go must leave
 * no object in the server.
 */
import { parseArgs } from "node:util";
import { startServer } from "./child.ts";
import { churn } from "./churn.ts";
import type { Memory } from "./holdings.ts";
import { sendMixedRequests } from "./mixed-load.ts";

const { values } = parseArgs({
  options: {
    requests: { type: "string", default: "1000000" },
    visits: { type: "string", default: "20000" },
  },
});

/**
 * The bytes by which a heap may grow from the third quarter to the last. The logs of streams fill up for
 * 30 seconds, and a short run is hardly longer; in a million requests a leak of 35 bytes a request is
 * visible.
 */
const MAX_GROWTH = 8 * 2 ** 20;

const megabytes = (bytes: number): string => `${(bytes / 2 ** 20).toFixed(1)} MB`;
const failures: string[] = [];

await soakRequests(Number(values.requests));
await soakVisits(Number(values.visits));
for (const failure of failures) console.log(`FAIL ${failure}`);
console.log(`${3 - failures.length} passed, ${failures.length} failed`);
process.exitCode = failures.length === 0 ? 0 : 1;

async function soakRequests(count: number): Promise<void> {
  await using server = await startServer();
  const samples: { readonly server: Memory; readonly client: Memory }[] = [];
  const started = performance.now();
  await sendMixedRequests(server.url, count, async (done) => {
    globalThis.gc?.();
    const { heapUsed, rss } = process.memoryUsage();
    const sample = {
      server: await server.memory(),
      client: { heapBytes: heapUsed, rssBytes: rss },
    };
    samples.push(sample);
    const seconds = Math.round((performance.now() - started) / 1000);
    console.log(
      `${String(done).padStart(8)} requests, ${seconds} s: server heap ${megabytes(sample.server.heapBytes)} (rss ${megabytes(sample.server.rssBytes)}), client heap ${megabytes(heapUsed)} (rss ${megabytes(rss)})`,
    );
  });
  for (const side of ["server", "client"] as const) {
    const heaps = samples.map((sample) => sample[side].heapBytes);
    const quarter = heaps.length / 4;
    const before = heaps.slice(-2 * quarter, -quarter);
    const growth = Math.min(...heaps.slice(-quarter)) - Math.min(...before);
    console.log(
      `${side}: the least heap grew by ${megabytes(growth)} from the third quarter to the last`,
    );
    if (growth > MAX_GROWTH) failures.push(`the ${side} keeps memory: ${megabytes(growth)}`);
  }
}

async function soakVisits(count: number): Promise<void> {
  await using server = await startServer();
  const before = await server.holdings();
  const after = await churn(server, count);
  console.log(`${count} clients came and went; before: ${JSON.stringify(before)}`);
  console.log(`${" ".repeat(String(count).length)} when all had gone: ${JSON.stringify(after)}`);
  const left = Object.entries(after).filter(([name, number]) => number > before[name as "timers"]);
  if (left.length === 0) return;
  failures.push(`left behind: ${left.map(([name, number]) => `${number} ${name}`).join(", ")}`);
}
