import { fork } from "node:child_process";
import { once } from "node:events";
import type { Holdings, Memory } from "./holdings.ts";

/** The server process, as the load sees it. */
export interface SoakedServer extends AsyncDisposable {
  readonly url: string;
  memory(): Promise<Memory>;
  holdings(): Promise<Holdings>;
}

/** Milliseconds that the server may take to answer a question about itself. */
const ANSWER_MS = 30_000;

/** Starts the server under load and resolves once it listens. */
export async function startServer(): Promise<SoakedServer> {
  const child = fork(new URL("./server-process.ts", import.meta.url), {
    execPath: process.execPath,
    execArgv: ["--expose-gc", "--no-warnings"],
    stdio: ["ignore", "ignore", "inherit", "ipc"],
  });
  const gone = once(child, "exit").then(([code, signal]) => {
    throw new Error(`The server ended by itself (${signal ?? `code ${code}`})`);
  });
  gone.catch(() => undefined);
  const ask = async <Answer>(question?: string): Promise<Answer> => {
    const answer = once(child, "message", { signal: AbortSignal.timeout(ANSWER_MS) });
    if (question !== undefined) child.send(question);
    return (await Promise.race([answer, gone]))[0] as Answer;
  };
  const { url } = await ask<{ url: string }>();
  return {
    url,
    memory: () => ask<Memory>("memory"),
    holdings: () => ask<Holdings>("holdings"),
    [Symbol.asyncDispose]: async () => {
      child.removeAllListeners("exit");
      const ended = once(child, "exit");
      child.kill();
      await ended;
    },
  };
}
