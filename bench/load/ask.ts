import type { ChildProcess } from "node:child_process";

/**
 * Resolves with the next message of a child process. Rejects if it ends, or sends
 * nothing for `timeout` milliseconds (two minutes).
 */
export async function nextMessage<Message>(
  child: ChildProcess,
  timeout = 120_000,
): Promise<Message> {
  const { promise, resolve, reject } = Promise.withResolvers<Message>();
  const fail = (what: string): void => {
    reject(new Error(`Process ${child.spawnargs.join(" ")} ${what}.`));
  };
  const onExit = (code: number | null): void => fail(`ended with ${code}`);
  // A timer of its own: one of AbortSignal.timeout may be collected before it fires.
  const timer = setTimeout(() => fail(`said nothing for ${timeout / 1000} s`), timeout);
  child.once("message", resolve).once("exit", onExit);
  try {
    return await promise;
  } finally {
    clearTimeout(timer);
    child.off("message", resolve).off("exit", onExit);
  }
}

/** Sends a message to a child process and resolves with its answer. */
export async function ask<Answer>(child: ChildProcess, message: object | string): Promise<Answer> {
  const answer = nextMessage<Answer>(child);
  child.send(message);
  return await answer;
}
