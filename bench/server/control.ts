import type { Server } from "node:http";
import type { AddressInfo } from "node:net";

/** How a fixture server is asked to run. */
export interface Setting {
  transport: "http" | "stdio";
  tools: number;
}

/** What a fixture tells the load generator once it can be called. */
export interface ReadyMessage {
  port?: number;
}

/** Processor time, in microseconds, that the fixture's process has used since it started. */
export interface ProcessorMessage {
  processor: number;
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
export function listen(server: Server): void {
  server.listen(0, "127.0.0.1", () => reportReady((server.address() as AddressInfo).port));
}

/**
 * Tells the load generator that the fixture can be called, then answers its questions about
 * processor time. The channel is Node's own between processes, so it works for stdio servers too.
 */
export function reportReady(port?: number): void {
  process.on("message", () => {
    const usage = process.cpuUsage();
    process.send?.({ processor: usage.user + usage.system } satisfies ProcessorMessage);
  });
  process.on("disconnect", () => process.exit());
  process.send?.((port === undefined ? {} : { port }) satisfies ReadyMessage);
}
