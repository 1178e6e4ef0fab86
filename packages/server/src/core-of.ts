import { MortiseError } from "@mortise/protocol";
import type { ServerCore } from "./core/server-core.ts";
import type { Server } from "./server.ts";

/**
 * Returns the engine of a server, for code that serves it.
 *
 * @throws MortiseError `INVALID_OPTION` for a value that `createServer` did not make.
 */
export function coreOf(server: Server<unknown>): ServerCore {
  const given: Server<unknown> | null | undefined = server;
  const core = given?.["~core"];
  if (core) return core;
  throw new MortiseError(
    "INVALID_OPTION",
    `Pass a server made by createServer, not ${given === null ? "null" : typeof given}`,
  );
}
