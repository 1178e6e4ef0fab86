import type { Catalogued, Client, ConnectOptions, NamedConnectable, Target } from "@mortise/client";
import { connect as connectPortable } from "@mortise/client";
import type { Connectable } from "@mortise/protocol";
import { MortiseError, openTap, openTransport } from "@mortise/protocol";
import { nodeFetch } from "./http/node-fetch.ts";
import type { ProcessTarget } from "./process/process-transport.ts";
import { ProcessTransport } from "./process/process-transport.ts";
import { findTelemetry } from "./telemetry/find-telemetry.ts";

/** The target of a client on Node, which may also be a server to start as a process. */
export type NodeTarget = Target | ProcessTarget;

/**
 * Connects to a server, as `connect` of `@mortise/client` does, and also to `{ command, args }`.
 *
 * The process is started at once and ended by `close`; after a crash the next request starts it again.
 *
 * @example
 * ```ts
 * import { connect } from "mortise";
 * import server from "./first-server.ts";
 *
 * await using client = await connect(server); // in this process, nothing to start
 * const { text } = await client.callTool("greet", { name: "Ada" });
 * ```
 */
export function connect<S extends Connectable & Catalogued>(
  target: S,
  options?: ConnectOptions,
): Promise<Client<S>>;
export function connect<S = unknown>(
  target: NodeTarget,
  options?: ConnectOptions,
): Promise<Client<S>>;
export async function connect(
  target: NodeTarget,
  options: ConnectOptions = {},
): Promise<Client<unknown>> {
  const isProcess = isProcessTarget(target);
  if (isProcess && options.principal !== undefined) {
    throw new MortiseError(
      "INVALID_OPTION",
      "principal names the caller to a server object in this process; give a server that is started its credentials by env",
    );
  }
  const telemetry = options.telemetry ?? (await findTelemetry());
  // The transport of a process shows its tap the very bytes, so that nothing else has to.
  const { tap, ...untapped } = options;
  return await connectPortable(isProcess ? toConnectable(target, options) : target, {
    fetch: nodeFetch as typeof fetch,
    ...(isProcess ? untapped : options),
    ...(telemetry && { telemetry }),
  });
}

function isProcessTarget(target: NodeTarget): target is ProcessTarget {
  return typeof target === "object" && target !== null && "command" in target;
}

function toConnectable(target: ProcessTarget, options: ConnectOptions): NamedConnectable {
  const { command, args = [], cwd } = target;
  const { tap, clock } = options;
  const beginExchange = tap && openTap(tap, { side: "client", transport: "stdio", clock });
  return {
    targetKey: JSON.stringify(["process", command, args, cwd]),
    [openTransport]: () =>
      new ProcessTransport(target, { ...options, ...(beginExchange && { beginExchange }) }),
  };
}
