import { setTimeout as pause } from "node:timers/promises";
import { openDatabase } from "@mortise/storage";
import { openFaultyNetwork } from "../../tests/fixture/network/faulty-network.ts";
import type { Cluster } from "./cluster.ts";
import { findPrograms, openCluster } from "./cluster.ts";
import type { Outage, Place } from "./place.ts";

const CUT_MS = 1_000;

/** Longer than a statement may take, so that processes must find it out by themselves. */
const SILENT_MS = 3_000;

/**
 * A PostgreSQL behind a network that fails.
 *
 * It is one of this run where its programs are installed, since that can be restarted; otherwise the one
 * of `TEST_DATABASE_URL`, in place of whose restarts every session is ended and none let in for a while.
 */
export async function openPostgresPlace(): Promise<Place> {
  const programs = findPrograms();
  const cluster = programs === undefined ? undefined : await openCluster(programs);
  const direct =
    cluster?.url ?? process.env["TEST_DATABASE_URL"] ?? "postgres://postgres@127.0.0.1:5432/test";
  const network = await openFaultyNetwork(direct);
  const cut: Outage = {
    name: "connections cut",
    happen: async () => {
      network.cut();
      await pause(CUT_MS);
      network.restore();
    },
  };
  const silence: Outage = {
    name: "network silent",
    happen: async () => {
      network.silence();
      await pause(SILENT_MS);
      network.restore();
    },
  };
  const sessions: Outage = { name: "sessions ended", happen: () => endSessions(direct) };
  const restart = (how: "fast" | "immediate"): Outage =>
    cluster
      ? { name: `restart (${how})`, happen: () => cluster.restart(how) }
      : { ...cut, name: "restart (by cuts)" };
  return {
    name: `PostgreSQL${cluster ? "" : " (without restarts: initdb was not found)"}`,
    url: network.url,
    outages: [restart("fast"), sessions, cut, restart("immediate"), silence],
    hasOwnClock: true,
    [Symbol.asyncDispose]: () => close(network, cluster),
  };
}

async function close(network: AsyncDisposable, cluster: Cluster | undefined): Promise<void> {
  await network[Symbol.asyncDispose]();
  await cluster?.[Symbol.asyncDispose]();
}

async function endSessions(url: string): Promise<void> {
  await using database = await openDatabase(url);
  await database.query(
    `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
      WHERE pid <> pg_backend_pid() AND application_name = 'mortise' AND datname = current_database()`,
  );
}
