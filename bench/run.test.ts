import { spawn } from "node:child_process";
import { once } from "node:events";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import type { Explanation } from "./report.ts";
import type { Findings, Target } from "./target.ts";

type Output = Findings & { machine: string; targets: Target[]; explanations: Explanation[] };

const program = fileURLToPath(new URL("./run.ts", import.meta.url));
/** Light contenders, the smallest catalogue, one round. */
const tiny = "--quick --json --rounds 1 --tools 2 --streams 20 --warm-up 30".split(" ");

async function runProgram(...args: string[]) {
  const child = spawn(process.execPath, [program, ...args], { stdio: ["ignore", "pipe", "pipe"] });
  const [stdout, stderr, [status]] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, "close"),
  ]);
  return { stdout, stderr, status };
}

async function bench(...args: string[]): Promise<Output> {
  const { status, stdout, stderr } = await runProgram(...tiny, ...args);
  expect(status, stderr).toBe(0);
  return JSON.parse(stdout) as Output;
}

test.for(["http", "stdio"])("%s is measured beside raw Node and a rival", async (subject) => {
  const { machine, scenarios } = await bench(
    "--subjects",
    subject,
    "--contenders",
    "raw,mortise,sdk",
  );
  expect(machine).toContain("Node v");
  expect(scenarios.map(({ method, tools }) => `${method} ${tools}`)).toEqual([
    "tools/call 2",
    "tools/list 2",
  ]);
  for (const { samples } of scenarios) {
    expect(Object.keys(samples)).toEqual(["raw", "mortise", "sdk"]);
    for (const [sample] of Object.values(samples)) expect(sample?.server).toBeGreaterThan(0);
  }
});

test("a server that asks for a token is measured beside the same one without", async () => {
  const contenders = ["--contenders", "mortise,mortise-guarded"];
  const { scenarios, targets } = await bench("--subjects", "http,stdio", ...contenders);
  const names = scenarios.map(({ transport, samples }) => [transport, ...Object.keys(samples)]);
  expect(names).toContainEqual(["http", "mortise", "mortise-guarded"]);
  expect(names).toContainEqual(["stdio", "mortise"]);
  expect(targets).toEqual([]);
});

test("sessions are measured beside sessions, over HTTP alone", async () => {
  const sessions = ["--contenders", "mortise-sessions,sdk-v1-sessions"];
  const { scenarios } = await bench("--subjects", "http", "--methods", "tools/call", ...sessions);
  expect(scenarios).toHaveLength(1);
  for (const { samples } of scenarios) {
    expect(Object.keys(samples)).toEqual(["mortise-sessions", "sdk-v1-sessions"]);
    for (const [sample] of Object.values(samples)) expect(sample?.server).toBeGreaterThan(0);
  }
});

test("clients call the same server over both transports in both revisions", async () => {
  const { clients, targets } = await bench("--subjects", "client");
  expect(clients.map(({ transport, revision }) => `${transport} ${revision}`)).toEqual([
    "http 2026-07-28",
    "http 2025-11-25",
    "stdio 2026-07-28",
    "stdio 2025-11-25",
  ]);
  for (const { samples } of clients)
    expect(Object.keys(samples)).toEqual(["raw", "mortise", "sdk"]);
  expect(targets).toHaveLength(4);
});

test("a profile shows where the time of our server goes", async () => {
  const contenders = ["--contenders", "mortise,sdk", "--profile"];
  const size = ["--tools", "1", "--methods", "tools/call"];
  const server = await bench("--subjects", "http", ...size, ...contenders);
  expect(server.targets.map(({ name }) => name)).toEqual(["http tools/call, 1 tool, over SDK v2"]);
  const [explanation] = server.explanations;
  expect(explanation?.summary.parts.map(({ what }) => what)).toContain("@mortise/server");
});

test("every open stream receives every change", async () => {
  const { listening } = await bench("--subjects", "listen");
  expect(listening.map(({ name, streams }) => `${name} ${streams}`)).toEqual([
    "raw 20",
    "mortise 20",
    "sdk 20",
  ]);
  for (const { changes } of listening) {
    expect(changes).toHaveLength(1);
    for (const { middle, last } of changes) expect(last).toBeGreaterThanOrEqual(middle);
  }
});

test("workers are measured with tools that answer at once and that compute", async () => {
  const { workers } = await bench("--subjects", "workers");
  expect(workers.scenarios.map(({ name, tool }) => `${name} ${tool}`)).toEqual([
    "raw greet",
    "mortise greet",
    "raw compute",
    "mortise compute",
  ]);
  for (const { one, two } of workers.scenarios) {
    for (const [sample] of [one, two]) expect(sample?.answers).toBeGreaterThan(0);
  }
});

test("imports and installs are counted, and other subjects are left out", async () => {
  const output = await bench("--subjects", "import,install");
  expect(output.imports.map(({ entry }) => entry)).toContain("@mortise/server");
  expect(output.installs.find(({ names }) => names.join() === "@mortise/server")).toMatchObject({
    packages: 2,
  });
  expect(output).toMatchObject({ scenarios: [], clients: [], listening: [], leftOut: [] });
});

test("a subject and a contender that do not exist are named beside those that do", async () => {
  for (const [option, message] of [
    ["--subjects", "--subjects takes http, stdio"],
    ["--contenders", "No contender named none"],
  ] as const) {
    const { status, stderr } = await runProgram(option, "none");
    expect(status).toBe(1);
    expect(stderr).toContain(message);
  }
});
