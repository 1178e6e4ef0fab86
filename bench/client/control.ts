import { greeting } from "../catalogue.ts";
import type { Revision } from "../load/message.ts";
import { concurrency } from "../load/server-process.ts";

/** The server that a client fixture calls, and the revision. */
export interface ClientSetting {
  revision: Revision;
  /** The URL of a server over HTTP. Default: the client starts a server and speaks to it over stdio. */
  url?: string;
}

/** Asks a client fixture for a number of calls. */
export interface CallsMessage {
  calls: number;
}

/** The cost of the calls in microseconds: by the clock, and in processor time of the client. */
export interface CallsAnswer {
  elapsed: number;
  client: number;
}

/** The server that clients start over stdio: ours, with one tool. */
export const stdioServer: { command: string; args: string[] } = {
  command: process.execPath,
  args: [new URL("../server/mortise.ts", import.meta.url).pathname, "stdio", "1"],
};

/** Reads the setting from the command line. */
export function readClientSetting(): ClientSetting {
  return JSON.parse(process.argv[2] ?? "") as ClientSetting;
}

/**
 * Makes calls on request, always with the same number in flight. `call` calls `greet` and returns
 * the text of the answer; a wrong one ends the process.
 */
export function serveCalls(call: (name: string) => Promise<string>): void {
  process.on("message", ({ calls }: CallsMessage) => {
    void makeCalls(call, calls).then((answer) => process.send?.(answer));
  });
  process.on("disconnect", () => process.exit());
  process.send?.({});
}

async function makeCalls(
  call: (name: string) => Promise<string>,
  calls: number,
): Promise<CallsAnswer> {
  let sent = 0;
  const before = process.cpuUsage();
  const start = process.hrtime.bigint();
  const lane = async (): Promise<void> => {
    while (sent < calls) {
      const name = `guest ${sent++}`;
      const text = await call(name);
      if (text !== greeting(name)) throw new Error(`Wrong answer for ${name}: ${text}`);
    }
  };
  await Promise.all(Array.from({ length: concurrency }, lane));
  const elapsed = Number(process.hrtime.bigint() - start) / 1000;
  const { user, system } = process.cpuUsage(before);
  return { elapsed, client: user + system };
}
