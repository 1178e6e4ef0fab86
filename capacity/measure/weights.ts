import { setTimeout as pause } from "node:timers/promises";
import { measureListening } from "../../bench/listen/measure.ts";
import { selectContenders } from "../../bench/load/contender.ts";
import { HttpConnection } from "../../bench/load/http-connection.ts";
import { openHttpSession } from "../../bench/load/http-session.ts";
import { createHead, createMessageWriter, firstId } from "../../bench/load/message.ts";
import { ServerProcess } from "../../bench/load/server-process.ts";
import type { Kind } from "../kind.ts";
import { contenderOf } from "../kind.ts";
import type { Weight } from "../measured.ts";

/** Milliseconds for which a tool holds its calls, longer than they are measured. */
const HELD_MS = 600_000;
/** Things that come and go before memory is measured, so that code is compiled. */
const REHEARSAL = 100;
const CHECK_MS = 20;

const options = { transport: "http", tools: 1 } as const;
const revision = "2026-07-28";

/** Measures what a process, an open stream, an idle session and a call that waits keep in memory. */
export async function measureWeights(count: number): Promise<Weight[]> {
  const [listening] = await measureListening(
    { contenders: selectContenders(["mortise"]), rounds: 1, streams: count },
    () => {},
  );
  const { process: empty, session } = await measureSessions(count);
  if (!listening) throw new Error("The listeners were not measured.");
  const { rss, heap } = listening.memory;
  return [
    empty,
    { what: "stream", resident: rss, heap },
    session,
    await measureHeld(Math.min(count, 1_000)),
  ];
}

async function startServer(kind: Pick<Kind, "hasSession">, waitMs: number): Promise<ServerProcess> {
  const whole: Kind = { name: "weight", label: "", method: "tools/call", ...kind };
  const contender = contenderOf(whole, { waitMs, isTask: false, url: undefined, prefix: "" });
  return ServerProcess.start(contender, options, ["--expose-gc"]);
}

async function measureSessions(count: number): Promise<{ process: Weight; session: Weight }> {
  const server = await startServer({ hasSession: true }, 0);
  try {
    const { port = 0 } = server.fixture.ready;
    const open = async (sessions: number): Promise<void> => {
      for (let index = 0; index < sessions; index += 1) await openHttpSession(port);
    };
    await server.measure("tools/call", REHEARSAL);
    await open(REHEARSAL);
    const before = await server.fixture.ask("memory");
    await open(count);
    const after = await server.fixture.ask("memory");
    return {
      process: { what: "process", resident: before.rss, heap: before.heap },
      session: {
        what: "session",
        resident: (after.rss - before.rss) / count,
        heap: (after.heap - before.heap) / count,
      },
    };
  } finally {
    await server.stop();
  }
}

async function measureHeld(count: number): Promise<Weight> {
  const server = await startServer({}, HELD_MS);
  const { port = 0 } = server.fixture.ready;
  const head = createHead({ method: "tools/call", revision, port });
  const write = createMessageWriter("tools/call", revision);
  const connections: HttpConnection[] = [];
  const call = async (calls: number): Promise<void> => {
    for (let index = 0; index < calls; index += 1) {
      const connection = new HttpConnection(port, head);
      connection.send(write(firstId + index));
      connections.push(connection);
    }
    while (((await server.fixture.ask("operations"))["held"] ?? 0) < connections.length) {
      await pause(CHECK_MS);
    }
  };
  try {
    await call(REHEARSAL);
    const before = await server.fixture.ask("memory");
    await call(count);
    const after = await server.fixture.ask("memory");
    return {
      what: "held",
      resident: (after.rss - before.rss) / count,
      heap: (after.heap - before.heap) / count,
    };
  } finally {
    for (const connection of connections) connection.close();
    await server.stop();
  }
}
