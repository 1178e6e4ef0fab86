import { FixtureProcess } from "../load/fixture-process.ts";
import type { Revision } from "../load/message.ts";
import { concurrency } from "../load/server-process.ts";
import type { WarmUp } from "../load/warm-up.ts";
import { warmUp } from "../load/warm-up.ts";
import type { Options } from "../options.ts";
import { rotate } from "../statistics.ts";
import type { CallsAnswer, CallsMessage, ClientSetting } from "./control.ts";

/** Clients under test, and the files that run them; the limit first. */
export const clients: readonly { name: string; label: string; fixture: URL }[] = [
  { name: "raw", label: "raw Node", fixture: new URL("./raw.ts", import.meta.url) },
  { name: "mortise", label: "Mortise", fixture: new URL("./mortise.ts", import.meta.url) },
  { name: "sdk", label: "SDK v2", fixture: new URL("./sdk.ts", import.meta.url) },
];

/** One round of one client. Times are in microseconds. */
interface ClientSample extends CallsAnswer {
  calls: number;
}

/** All samples of the clients that called our server over one transport in one revision. */
export interface ClientScenario {
  transport: "http" | "stdio";
  revision: Revision;
  samples: Record<string, ClientSample[]>;
}

/** Calls our server by every client, over both transports and in both revisions. */
export async function measureClients(
  options: Options,
  onProgress: (text: string) => void,
): Promise<ClientScenario[]> {
  const server = await startServer();
  const scenarios: ClientScenario[] = [];
  try {
    for (const transport of ["http", "stdio"] as const) {
      for (const revision of ["2026-07-28", "2025-11-25"] as const) {
        onProgress(`client over ${transport}, ${revision}`);
        const url = `http://127.0.0.1:${server.ready.port}/mcp`;
        const setting = transport === "http" ? { revision, url } : { revision };
        scenarios.push({ transport, revision, samples: await measure(setting, options) });
      }
    }
  } finally {
    await server.stop();
  }
  return scenarios;
}

/** Starts our server over HTTP with one tool. */
export async function startServer(): Promise<FixtureProcess> {
  const fixture = new URL("../server/mortise.ts", import.meta.url);
  const server = await FixtureProcess.start(fixture, ["http", "1"]);
  server.streams.output.resume();
  return server;
}

async function measure(
  setting: ClientSetting,
  { contenders, rounds, turns, turn, warmUp: limits }: Options,
): Promise<Record<string, ClientSample[]>> {
  const chosen = clients.filter(({ name }) =>
    contenders.some((contender) => contender.name === name),
  );
  const running: { name: string; process: FixtureProcess; calls: number }[] = [];
  const samples: Record<string, ClientSample[]> = {};
  try {
    for (const { name, fixture } of chosen) {
      const process = await FixtureProcess.start(fixture, [JSON.stringify(setting)]);
      running.push({ name, process, calls: concurrency });
      samples[name] = [];
    }
    for (const one of running) {
      const rate = await warmClient(one.process, limits);
      one.calls = Math.max(concurrency, Math.round((rate * turn) / 1000));
    }
    for (let round = 0; round < rounds; round++) {
      for (let slice = 0; slice < turns; slice++) {
        for (const { name, process, calls } of rotate(running, round + slice)) {
          const { elapsed, client } = await makeCalls(process, calls);
          const sum = samples[name]?.[round] ?? { calls: 0, elapsed: 0, client: 0 };
          const next = {
            calls: sum.calls + calls,
            elapsed: sum.elapsed + elapsed,
            client: sum.client + client,
          };
          samples[name]?.splice(round, 1, next);
        }
      }
    }
  } finally {
    for (const { process } of running) await process.end();
  }
  return samples;
}

/** Calls until the client's code is compiled, and returns calls a second. */
export function warmClient(client: FixtureProcess, limits: WarmUp): Promise<number> {
  return warmUp((calls) => makeCalls(client, calls), concurrency, limits);
}

async function makeCalls(client: FixtureProcess, calls: number): Promise<CallsAnswer> {
  return await client.request<CallsAnswer>({ calls } satisfies CallsMessage);
}
