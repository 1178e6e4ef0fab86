import { randomUUID } from "node:crypto";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { connect } from "mortise";
import { Client } from "pg";
import { openFrontDoor } from "./front-door.ts";
import type { server } from "./server.ts";
import type { RunningServer } from "./start-server.ts";
import { startServer } from "./start-server.ts";

const begun = performance.now();
const isStandby = process.argv.includes("--standby");
const folder = await mkdtemp(join(tmpdir(), "mortise-restart-"));
const database = process.env["DATABASE_URL"] ?? `sqlite:${join(folder, "tasks.db")}`;
const isPostgres = !database.startsWith("sqlite:");
/** The tables of one run, so that a task of another one is no part of it. */
const namespace = `restart_${randomUUID().slice(0, 8)}`;
const file = join(folder, "accounts.csv");
const servers: RunningServer[] = [];
const door = await openFrontDoor();

/** When the second server began the task. */
const takenOver = Promise.withResolvers<number>();

try {
  await runDemo();
} finally {
  door.close();
  for (const server of servers) await server.kill();
  if (isPostgres) await dropTables();
  await rm(folder, { recursive: true, force: true });
}

async function runDemo(): Promise<void> {
  say("demo", `tasks are kept in ${isPostgres ? "PostgreSQL" : "SQLite"}`);
  const first = await start("server 1", { STUCK_AT: "April" });
  const standby = isStandby ? await start("server 2") : undefined;
  door.passTo(first.port);
  await using client = await connect<typeof server>(`http://127.0.0.1:${door.port}/mcp`);
  const halfDone = Promise.withResolvers<void>();
  say("client", "calls export_accounts, and waits");
  const call = client.callTool(
    "export_accounts",
    { file },
    {
      onProgress: ({ message = "" }) => {
        say("client", `reads: ${message}`);
        if (message.startsWith("March")) halfDone.resolve();
      },
    },
  );
  await Promise.race([halfDone.promise, call]);
  await first.kill();
  const killed = performance.now();
  say("demo", `kill -9 ${first.pid}: server 1 is gone, in the middle of April`);
  const second = standby ?? (await start("server 2"));
  const started = performance.now();
  door.passTo(second.port);
  const { structured } = await call;
  say("client", `has its result: ${structured?.months} months are exported`);
  const takeOver = (await takenOver.promise) - killed;
  const starting = standby
    ? "it was there already"
    : `starting it took ${toSeconds(started - killed)}`;
  print(`
Take-over  ${toSeconds(takeOver)} from the kill until server 2 began the task; ${starting}
Months     ${await describeFile({ [first.pid]: "server 1", [second.pid]: "server 2" })}
Client     one call, one result, no error`);
}

async function start(
  name: string,
  env: Readonly<Record<string, string>> = {},
): Promise<RunningServer> {
  const tables = { TASKS_DATABASE: database, TASKS_NAMESPACE: namespace };
  const server = await startServer({ ...tables, ...env }, (line) => {
    say(name, line);
    if (name === "server 2" && line === "begins the task") takenOver.resolve(performance.now());
  });
  servers.push(server);
  say(name, `is process ${server.pid}`);
  return server;
}

async function dropTables(): Promise<void> {
  const client = new Client({ connectionString: database });
  await client.connect();
  await client.query(`DROP SCHEMA IF EXISTS ${namespace} CASCADE`);
  await client.end();
}

/** Reads from the file itself which server exported which month. */
async function describeFile(names: Readonly<Record<string, string>>): Promise<string> {
  const lines = (await readFile(file, "utf8")).trim().split("\n");
  const rows = lines.map((line) => line.split(",") as [string, string]);
  const months = rows.map(([month]) => month);
  const parts = Object.entries(names).map(([pid, name]) => {
    const own = rows.filter((row) => row[1] === pid).map(([month]) => month);
    return `${own.join(", ")} by ${name}`;
  });
  const twice = months.filter((month, index) => months.indexOf(month) !== index);
  return `${parts.join("; ")}; ${twice.length === 0 ? "none twice" : `twice: ${twice.join(", ")}`}`;
}

function say(name: string, text: string): void {
  print(`${toSeconds(performance.now() - begun).padStart(7)}  ${name.padEnd(8)}  ${text}`);
}

function toSeconds(milliseconds: number): string {
  return `${(milliseconds / 1_000).toFixed(2)} s`;
}

function print(text: string): void {
  process.stdout.write(`${text}\n`);
}
