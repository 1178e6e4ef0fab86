import { FixtureProcess } from "../load/fixture-process.ts";
import type { Options } from "../options.ts";
import { rotate } from "../statistics.ts";
import type { ListenerAnswer, ListenerJob, ReceivedMessage } from "./listener.ts";

/** Servers under test, and the files that run them; the limit first. */
const listenServers: readonly { name: string; label: string; fixture: URL }[] = [
  { name: "raw", label: "raw Node", fixture: new URL("./server/raw.ts", import.meta.url) },
  { name: "mortise", label: "Mortise", fixture: new URL("./server/mortise.ts", import.meta.url) },
  { name: "sdk", label: "SDK v2", fixture: new URL("./server/sdk.ts", import.meta.url) },
];

/** One change that one server sends to every stream. Times are in microseconds. */
export interface FanOut {
  /** From the change until half of the streams, and the last one, had received it. */
  middle: number;
  last: number;
  /** Processor time the server used for it. */
  server: number;
  /** Processor time of the process that listens; near `last`, it is the bottleneck. */
  listener: number;
}

/** One server with all its streams open. */
export interface ListenResult {
  name: string;
  label: string;
  streams: number;
  /** Bytes that each open stream adds, after a collection of garbage. */
  memory: { rss: number; heap: number };
  /** Microseconds for each opened stream, while all are being opened at once. */
  opening: number;
  changes: FanOut[];
}

interface Running extends ListenResult {
  server: FixtureProcess;
  listener: FixtureProcess;
}

/** Streams that come and go before memory is measured, so that code is compiled. */
const rehearsal = 200;

/** Opens streams on every server, and makes changes in rotated rounds while all of them are open. */
export async function measureListening(
  { contenders, rounds, streams }: Pick<Options, "contenders" | "rounds" | "streams">,
  onProgress: (text: string) => void,
): Promise<ListenResult[]> {
  const chosen = listenServers.filter(({ name }) =>
    contenders.some((contender) => contender.name === name),
  );
  const running: Running[] = [];
  try {
    for (const one of chosen) {
      onProgress(`listen: ${streams} streams on ${one.label}`);
      running.push(await openStreams(one, streams));
    }
    onProgress(`listen: ${rounds + 1} changes on each`);
    for (let round = 0; round <= rounds; round++) {
      for (const one of rotate(running, round)) {
        const found = await makeChange(one, round + 1);
        // The first change compiles what the others run.
        if (round > 0) one.changes.push(found);
      }
    }
  } finally {
    for (const { server, listener } of running) {
      await Promise.all([server.stop(), listener.stop()]);
    }
  }
  return running.map(({ server: _server, listener: _listener, ...result }) => result);
}

async function openStreams(
  { name, label, fixture }: (typeof listenServers)[number],
  streams: number,
): Promise<Running> {
  const server = await FixtureProcess.start(fixture, [], ["--expose-gc"]);
  const listener = await FixtureProcess.start(new URL("./listener.ts", import.meta.url), []);
  for (const { streams: said } of [server, listener]) said.output.resume();
  const port = server.ready.port ?? 0;
  await request(listener, { kind: "open", port, count: rehearsal });
  await request(listener, { kind: "close" });
  const before = await server.ask("memory");
  const start = performance.now();
  await request(listener, { kind: "open", port, count: streams });
  const opening = ((performance.now() - start) * 1000) / streams;
  const after = await server.ask("memory");
  const memory = {
    rss: (after.rss - before.rss) / streams,
    heap: (after.heap - before.heap) / streams,
  };
  return { name, label, streams, memory, opening, changes: [], server, listener };
}

async function makeChange({ server, listener }: Running, number: number): Promise<FanOut> {
  await request(listener, { kind: "expect", number });
  const before = await server.ask("processor");
  const made = BigInt(await server.ask("change"));
  const received = await request(listener, { kind: "await" });
  if (!received) throw new Error("The listener returned no times for a change.");
  return {
    middle: Number(BigInt(received.middle) - made) / 1000,
    last: Number(BigInt(received.last) - made) / 1000,
    server: (await server.ask("processor")) - before,
    listener: received.processor,
  };
}

async function request(
  listener: FixtureProcess,
  job: ListenerJob,
): Promise<ReceivedMessage | undefined> {
  const answer = await listener.request<ListenerAnswer>(job);
  if ("failure" in answer) throw new Error(answer.failure);
  return answer.result;
}
