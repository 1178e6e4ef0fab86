import type { Server } from "node:http";
import type { AddressInfo } from "node:net";

/** The setting of a fixture server. */
export interface Setting {
  transport: "http" | "stdio";
  tools: number;
}

/** The message of a fixture to its parent process once it can be called. */
export interface ReadyMessage {
  port?: number;
  /** The number of worker processes, for a fixture with workers. */
  workers?: number;
  /** The access token that requests need, for a fixture that asks for one. */
  token?: string;
}

/** The answers of every fixture while it runs, by question. */
export interface Answers {
  /** Processor time, in microseconds, that the fixture's process has used since it started. */
  processor: number;
  /** Bytes in use after garbage was collected. */
  memory: { rss: number; heap: number };
  /** Makes the change; returns the moment in nanoseconds of the machine's clock, as text. */
  change: string;
  /** Operations on stores since the fixture started, by their names. */
  operations: Readonly<Record<string, number>>;
}

/** A question to a fixture. */
export type Question = keyof Answers;

/** Actions that only some fixtures have. */
export interface Actions {
  /** Makes the change that listeners receive. */
  change?: () => void;
  /** Returns the operations on stores so far. */
  operations?: () => Readonly<Record<string, number>>;
}

/** Reads the transport and the number of tools from the command line. */
export function readSetting(): Setting {
  const [transport, tools] = process.argv.slice(2);
  const count = Number(tools);
  if ((transport !== "http" && transport !== "stdio") || !Number.isInteger(count) || count < 1) {
    throw new Error(`Usage: ${process.argv[1]} http|stdio <number of tools>`);
  }
  return { transport, tools: count };
}

/** Listens on a free loopback port and reports it. */
export function listen(server: Server, actions?: Actions): void {
  server.listen({ port: 0, host: "127.0.0.1", backlog: 4096 }, () =>
    reportReady((server.address() as AddressInfo).port, actions),
  );
}

/**
 * Reports to the parent process that the fixture can be called, then answers questions. Uses Node's
 * own channel between processes, so it works for stdio servers too.
 */
export function reportReady(
  port?: number,
  actions: Actions = {},
  facts: Omit<ReadyMessage, "port"> = {},
): void {
  process.on("message", (question: Question) => {
    process.send?.(answer(question, actions) satisfies Answers[Question]);
  });
  process.on("disconnect", () => process.exit());
  process.send?.({
    ...(port !== undefined && { port }),
    ...facts,
  } satisfies ReadyMessage);
}

function answer(question: Question, { change, operations }: Actions): Answers[Question] {
  switch (question) {
    case "processor": {
      const { user, system } = process.cpuUsage();
      return user + system;
    }
    case "memory": {
      // The first collection finds what finalizers keep, the second takes it.
      globalThis.gc?.();
      globalThis.gc?.();
      const { rss, heapUsed, external } = process.memoryUsage();
      return { rss, heap: heapUsed + external };
    }
    case "change": {
      const now = process.hrtime.bigint();
      change?.();
      return String(now);
    }
    case "operations":
      return operations?.() ?? {};
  }
}
