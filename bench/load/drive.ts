import type { Body } from "./body.ts";
import type { Connection } from "./connection.ts";
import { firstId } from "./message.ts";

/** The requests to send, and the check of their answers. */
export interface Drive {
  connections: readonly Connection[];
  requests: number;
  write: (id: number) => string;
  check: (id: number, body: Body) => void;
}

/**
 * Sends a number of requests, keeping every connection full, and resolves when all are answered.
 * Rejects at the first wrong answer, unknown id or broken connection, and when answers stop coming.
 */
export async function drive(options: Drive): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  let before = 0;
  const progress = start(options, resolve, reject);
  const watch = setInterval(() => {
    if (progress() === before) reject(new Error(`No answer came for ${patience / 1000} s.`));
    before = progress();
  }, patience);
  try {
    await promise;
  } finally {
    clearInterval(watch);
  }
}

/** Milliseconds without an answer after which a run fails; a busy machine may pause for many seconds. */
const patience = 120_000;

/** Fills the connections and keeps them full; returns a function that counts the answers so far. */
function start(
  { connections, requests, write, check }: Drive,
  resolve: () => void,
  reject: (error: unknown) => void,
): () => number {
  const pending = new Set<number>();
  let sent = 0;
  let answered = 0;
  const next = (connection: Connection): void => {
    const id = firstId + sent++;
    pending.add(id);
    connection.send(write(id));
  };
  for (const connection of connections) {
    connection.onError = reject;
    connection.onAnswer = (body) => {
      const id = body.readId();
      try {
        if (!pending.delete(id)) {
          throw new Error(`No request has the id ${id}: ${body.excerpt()}`);
        }
        check(id, body);
      } catch (error) {
        reject(error);
        return;
      }
      answered += 1;
      if (answered === requests) resolve();
      else if (sent < requests) next(connection);
    };
  }
  for (const connection of connections) {
    for (let slot = 0; slot < connection.width && sent < requests; slot++) next(connection);
  }
  return () => answered;
}
