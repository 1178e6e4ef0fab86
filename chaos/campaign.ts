import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setInterval as every, setTimeout as pause } from "node:timers/promises";
import type { DetailedTask } from "@mortise/protocol";
import type { Faults } from "./check.ts";
import { check } from "./check.ts";
import type { Seen } from "./client.ts";
import { Client } from "./client.ts";
import { Diary } from "./diary.ts";
import type { OpenEngine } from "./engine.ts";
import { openEngine } from "./engine.ts";
import type { Outage, Place } from "./place/place.ts";
import { ownerOf } from "./plan.ts";
import { Workers } from "./workers.ts";

/** The size of a run. */
export interface CampaignOptions {
  readonly tasks: number;
  readonly workers: number;
  readonly leaseMs: number;
  readonly killEveryMs: number;
  readonly progress: (text: string) => void;
}

/** The outcome of a run. */
export interface Report {
  readonly seconds: number;
  readonly kills: number;
  readonly outages: readonly string[];
  /** Tasks that began more than once. */
  readonly resumed: number;
  readonly starts: number;
  readonly answers: number;
  /** Calls of the client that failed and were made again. */
  readonly failures: number;
  readonly faults: Faults;
}

/** Tasks that are under way at once. */
const LANES = 128;

/** Clocks of the workers that are wrong, in milliseconds. */
const SKEWS = [0, 600_000, -600_000, 90_000];

/** Lets workers do tasks while they are killed and the database fails, and judges the outcome. */
export async function runCampaign(place: Place, options: CampaignOptions): Promise<Report> {
  const folder = mkdtempSync(join(tmpdir(), "mortise-chaos-"));
  const diary = new Diary(join(folder, "diary"));
  await using store = await openEngine(place.url);
  const settings = { url: place.url, leaseMs: options.leaseMs, parkAfterMs: 200 };
  await using workers = new Workers(
    Array.from({ length: options.workers }, (_each, index) => ({
      ...settings,
      diary: join(folder, "diary"),
      skewMs: place.hasOwnClock ? (SKEWS[index % SKEWS.length] ?? 0) : 0,
    })),
  );
  const client = new Client(store.engine);
  const start = performance.now();
  const seen: Seen[] = [];
  const over = new AbortController();
  const outages: string[] = [];
  const trouble = [
    killNowAndThen(workers, options.killEveryMs, over.signal),
    happen({
      faults: [...place.outages, freezing(workers, options.leaseMs)],
      isDue: (part) => seen.length >= options.tasks * part || over.signal.aborted,
      begun: (name) => {
        options.progress(`${seen.length} tasks have ended: ${name}`);
        outages.push(name);
      },
    }),
  ];
  await followAll(client, options.tasks, seen);
  over.abort();
  await Promise.all(trouble);
  const seconds = (performance.now() - start) / 1_000;
  await finishUnknown(store, client, new Set(seen.map(({ id }) => id)));
  const stored = new Map<string, DetailedTask | undefined>();
  for (const { number, id } of seen) stored.set(id, await client.read(ownerOf(number), id));
  const entries = diary.read();
  rmSync(folder, { recursive: true, force: true });
  const starts = entries.filter(({ event }) => event === "start");
  return {
    seconds,
    kills: workers.kills,
    outages,
    resumed: new Set(starts.filter(({ attempt }) => attempt > 1).map(({ task }) => task)).size,
    starts: starts.length,
    answers: client.answers,
    failures: client.failures,
    faults: check({ seen, diary: entries, stored, failures: workers.failures }),
  };
}

async function followAll(client: Client, tasks: number, seen: Seen[]): Promise<void> {
  let next = 0;
  const follow = async (): Promise<void> => {
    for (let number = next++; number < tasks; number = next++) {
      seen.push(await client.follow(number));
    }
  };
  await Promise.all(Array.from({ length: LANES }, follow));
}

function freezing(workers: Workers, leaseMs: number): Outage {
  return {
    name: "a worker stopped beyond its lease",
    happen: () => workers.freezeOne(leaseMs * 2),
  };
}

async function killNowAndThen(
  workers: Workers,
  everyMs: number,
  signal: AbortSignal,
): Promise<void> {
  try {
    for await (const _ of every(everyMs, undefined, { signal })) workers.killOne();
  } catch (error) {
    if (!signal.aborted) throw error;
  }
}

interface Trouble {
  readonly faults: readonly Outage[];
  /** Whether this part of the run is over. */
  readonly isDue: (part: number) => boolean;
  readonly begun: (name: string) => void;
}

/** Lets each fault happen after an equal part of the run; all happen. */
async function happen({ faults, isDue, begun }: Trouble): Promise<void> {
  for (const [index, fault] of faults.entries()) {
    while (!isDue((index + 0.5) / (faults.length + 0.5))) await pause(20);
    begun(fault.name);
    await fault.happen();
  }
}

/** A call that failed may have created its task: it is to end too, and its question wants an answer. */
async function finishUnknown(
  store: OpenEngine,
  client: Client,
  known: ReadonlySet<string>,
): Promise<void> {
  for (;;) {
    const open = await store.open();
    if (open.length === 0) return;
    for (const { id, owner, key } of open) {
      if (key !== null && !known.has(id)) await client.answer(owner, id, key);
    }
    await pause(200);
  }
}
