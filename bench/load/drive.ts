import type { Body } from "./body.ts";
import type { Connection } from "./connection.ts";
import { firstId } from "./message.ts";

/** What to send and how to know the answers are right. */
export interface Drive {
  connections: readonly Connection[];
  requests: number;
  write: (id: number) => string;
  check: (id: number, body: Body) => void;
}

/**
 * Sends a number of requests, keeping every connection full, and resolves when all are answered.
 * Rejects at the first wrong answer, unknown id or broken connection.
 */
export function drive({ connections, requests, write, check }: Drive): Promise<void> {
  return new Promise((resolve, reject) => {
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
            throw new Error(`Nobody asked for id ${id}: ${body.excerpt()}`);
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
  });
}
