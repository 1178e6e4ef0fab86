import type { ChildProcess } from "node:child_process";
import { once } from "node:events";

/**
 * Resolves with the next message of a child process. Rejects when it ends instead, or says nothing
 * for `timeout` milliseconds (two minutes).
 */
export async function nextMessage<Message>(
  child: ChildProcess,
  timeout = 120_000,
): Promise<Message> {
  const settled = new AbortController();
  const signal = AbortSignal.any([settled.signal, AbortSignal.timeout(timeout)]);
  try {
    const [message] = (await Promise.race([
      once(child, "message", { signal }),
      once(child, "exit", { signal }).then(([code]) => {
        throw new Error(`Process ${child.spawnargs.join(" ")} ended with ${code}.`);
      }),
    ])) as [Message];
    return message;
  } finally {
    settled.abort();
  }
}

/** Sends a message to a child process and resolves with its answer. */
export async function ask<Answer>(child: ChildProcess, message: object): Promise<Answer> {
  const answer = nextMessage<Answer>(child);
  child.send(message);
  return await answer;
}
