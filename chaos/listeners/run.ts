/**
 * Measures the reports of tasks across two instances on PostgreSQL, and lets one of them die:
 * `npm run chaos:listeners -- [--listeners n] [--rate n]`.
 *
 * Each task has a listener at each instance. Every listener must receive the end of its task, those of the dead instance too.
 */
import type { ChildProcess } from "node:child_process";
import { fork } from "node:child_process";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { setTimeout as pause } from "node:timers/promises";
import { parseArgs } from "node:util";
import { openDatabase } from "@mortise/storage";
import { percentile } from "../../bench/statistics.ts";
import { Audience } from "./audience.ts";
import { send } from "./wire.ts";

const { values } = parseArgs({
  options: {
    listeners: { type: "string", default: "1000" },
    rate: { type: "string", default: "100" },
  },
});
const listeners = Number(values.listeners);
const pauseMs = 1_000 / Number(values.rate);
const database = process.env["TEST_DATABASE_URL"] ?? "postgres://postgres@127.0.0.1:5432/test";
const namespace = `listeners_${randomBytes(4).toString("hex")}`;

/** A listener that receives nothing has missed it. */
const limit = setTimeout(() => {
  console.log("FAIL not every listener received the end of its task within 10 minutes");
  console.log("0 passed, 1 failed");
  process.exit(1);
}, 600_000);

const instances: ChildProcess[] = [];
try {
  const urls = [await startInstance(), await startInstance()] as const;
  await measure(urls);
  await loseInstance(urls);
  console.log("2 passed, 0 failed");
} finally {
  clearTimeout(limit);
  for (const instance of instances) instance.kill("SIGKILL");
  await using admin = await openDatabase(database);
  await admin.execute(`DROP SCHEMA IF EXISTS ${namespace} CASCADE`);
}

async function startInstance(): Promise<string> {
  const instance = fork(new URL("instance-process.ts", import.meta.url), [database, namespace], {
    execArgv: ["--no-warnings"],
  });
  instances.push(instance);
  const [url] = await once(instance, "message");
  return String(url);
}

/** Cancels tasks one after the other at one instance; returns when each began. */
async function endAll(
  url: string,
  ids: readonly string[],
  between: (index: number) => void = () => undefined,
): Promise<ReadonlyMap<string, number>> {
  const beganAt = new Map<string, number>();
  const calls: Promise<unknown>[] = [];
  for (const [index, taskId] of ids.entries()) {
    between(index);
    beganAt.set(taskId, performance.now());
    calls.push(send(url, "tasks/cancel", { taskId }));
    await pause(pauseMs);
  }
  await Promise.all(calls);
  return beganAt;
}

async function measure([near, far]: readonly [string, string]): Promise<void> {
  const audience = new Audience([near, far]);
  const ids = await audience.open(listeners);
  console.log(
    `${listeners} listeners at each of two instances; ${values.rate} tasks end each second`,
  );
  const beganAt = await endAll(near, ids);
  await audience.complete();
  console.log(`  at the instance of the call: ${describe(audience.delays(near, beganAt))}`);
  console.log(`  at the other instance:       ${describe(audience.delays(far, beganAt))}`);
  audience.close();
}

async function loseInstance([near, far]: readonly [string, string]): Promise<void> {
  const audience = new Audience([near, far]);
  const ids = await audience.open(listeners);
  await endAll(near, ids, (index) => {
    if (index === Math.floor(listeners / 2)) instances[1]?.kill("SIGKILL");
  });
  await audience.complete();
  console.log(
    `an instance killed while they end: ${audience.lost} listeners went on at the other one, 0 of ${listeners * 2} missed an end`,
  );
  audience.close();
}

/** From the request that ends a task until a listener has it. */
function describe(delays: readonly number[]): string {
  const at = (part: number): string => `${percentile(delays, part).toFixed(1)} ms`;
  return `p50 ${at(0.5)}, p99 ${at(0.99)}, longest ${at(1)}`;
}
