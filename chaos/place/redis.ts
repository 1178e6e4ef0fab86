import type { ChildProcess } from "node:child_process";
import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { findFreePort } from "../../scripts/workspace/free-port.ts";
import { openFaultyNetwork } from "../../tests/fixture/network/faulty-network.ts";
import { openRedisClient } from "../../tests/fixture/service/redis-client.ts";
import type { Outage, Place } from "./place.ts";

const CUT_MS = 1_000;

/** As long as the silence of PostgreSQL's network. */
const SILENT_MS = 3_000;

/** The program of Redis; `REDIS_SERVER` names another one. */
const PROGRAM = process.env["REDIS_SERVER"] ?? "redis-server";

/** Returns whether a Redis can be started here. */
export function hasRedis(): boolean {
  try {
    execFileSync(PROGRAM, ["--version"], { stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
}

/** A Redis of this run alone, which writes each change to its disk, behind a network that fails. */
export async function openRedisPlace(): Promise<Place> {
  const folder = mkdtempSync(join(tmpdir(), "mortise-chaos-"));
  const port = await findFreePort();
  const direct = `redis://127.0.0.1:${port}`;
  let server = await start(folder, port);
  const network = await openFaultyNetwork(direct);
  const restart = (signal: "SIGTERM" | "SIGKILL"): Outage => ({
    name: `restart (${signal === "SIGTERM" ? "fast" : "killed"})`,
    happen: async () => {
      await stop(server, signal);
      server = await start(folder, port);
    },
  });
  const during = (state: "cut" | "silence", name: string, milliseconds: number): Outage => ({
    name,
    happen: async () => {
      network[state]();
      await pause(milliseconds);
      network.restore();
    },
  });
  return {
    name: "BullMQ on Redis",
    url: network.url,
    outages: [
      restart("SIGTERM"),
      during("cut", "connections cut", CUT_MS),
      restart("SIGKILL"),
      during("silence", "network silent", SILENT_MS),
    ],
    hasOwnClock: false,
    [Symbol.asyncDispose]: async () => {
      await network[Symbol.asyncDispose]();
      await stop(server, "SIGKILL");
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

async function start(folder: string, port: number): Promise<ChildProcess> {
  const options = ["--port", `${port}`, "--bind", "127.0.0.1", "--dir", folder, "--save", ""];
  const durable = ["--appendonly", "yes", "--appendfsync", "always"];
  const server = spawn(PROGRAM, [...options, ...durable], { stdio: "ignore" });
  const url = `redis://127.0.0.1:${port}`;
  // It listens before its log is read, and refuses calls until then.
  for (;;) {
    try {
      (await openRedisClient(url)).destroy();
      return server;
    } catch {
      await pause(50);
    }
  }
}

async function stop(server: ChildProcess, signal: "SIGTERM" | "SIGKILL"): Promise<void> {
  const ended = once(server, "exit");
  if (server.exitCode === null && server.signalCode === null && server.kill(signal)) await ended;
}
