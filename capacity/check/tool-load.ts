import { drive } from "../../bench/load/drive.ts";
import { HttpConnection } from "../../bench/load/http-connection.ts";
import { createCheck, createHead, createMessageWriter, firstId } from "../../bench/load/message.ts";
import type { WorkerTool } from "../../bench/workers/tool.ts";
import { exponential, seededRandom } from "../simulation/arrivals.ts";

const method = "tools/call";
const revision = "2026-07-28";

/** The requests of one tool, and the connections that carry them. */
function openLoad(port: number, tool: WorkerTool, connections: number) {
  const head = createHead({ method, revision, port }).replace("greet", tool);
  const write = createMessageWriter(method, revision);
  return {
    connections: Array.from({ length: connections }, () => new HttpConnection(port, head)),
    write: (id: number): string => write(id).replace('"greet"', `"${tool}"`),
    check: createCheck(method, 1),
  };
}

/** Keeps some connections full until a number of calls is answered; returns the microseconds that it took. */
export async function callClosed(
  port: number,
  tool: WorkerTool,
  { connections, requests }: { readonly connections: number; readonly requests: number },
): Promise<number> {
  const load = openLoad(port, tool, connections);
  try {
    const start = performance.now();
    await drive({ ...load, requests });
    return (performance.now() - start) * 1_000;
  } finally {
    for (const connection of load.connections) connection.close();
  }
}

/** Connections that wait for arrivals; a call that finds none free waits for one. */
const CONNECTIONS = 256;

/**
 * Sends calls at the moments of a Poisson process, whatever happens to those before; returns the
 * milliseconds from each moment to the answer.
 */
export async function callOpen(
  port: number,
  tool: WorkerTool,
  {
    rate,
    requests,
    seed,
  }: { readonly rate: number; readonly requests: number; readonly seed: number },
): Promise<number[]> {
  const { connections, write, check } = openLoad(port, tool, CONNECTIONS);
  const random = seededRandom(seed);
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const free = [...connections];
  const due: number[] = [];
  const times: number[] = [];
  let sent = 0;
  const send = (connection: HttpConnection, moment: number): void => {
    const id = firstId + sent++;
    connection.onAnswer = (body) => {
      times.push(performance.now() - moment);
      try {
        check(id, body);
      } catch (error) {
        reject(error);
      }
      if (times.length === requests) resolve();
      const next = due.shift();
      if (next === undefined) free.push(connection);
      else send(connection, next);
    };
    connection.send(write(id));
  };
  for (const connection of connections) connection.onError = reject;
  let planned = 0;
  let moment = performance.now();
  // A timer would be a millisecond late, which is longer than a call takes.
  const tick = (): void => {
    while (planned < requests && moment <= performance.now()) {
      const connection = free.pop();
      if (connection) send(connection, moment);
      else due.push(moment);
      planned += 1;
      moment += exponential(random, 1_000 / rate);
    }
    if (planned < requests) setImmediate(tick);
  };
  try {
    tick();
    await promise;
    return times;
  } finally {
    for (const connection of connections) connection.close();
  }
}
