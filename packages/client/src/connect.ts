import type {
  ClientCapabilities,
  Connectable,
  Duration,
  Principal,
  Revision,
  Telemetry,
} from "@mortise/protocol";
import { isRevision, MortiseError, parseDuration, REVISIONS, systemClock } from "@mortise/protocol";
import type { ClientCacheOptions } from "./cache/cache-options.ts";
import { createConnectionCache } from "./cache/connection-cache.ts";
import type { Catalogued } from "./client/catalogue.ts";
import type { Client } from "./client/client.ts";
import { ConnectedClient } from "./client/connected-client.ts";
import type { InputHandlers } from "./client-feature/input-handler.ts";
import { toClientCapabilities } from "./client-feature/input-handler.ts";
import { ClientConnection } from "./connection/client-connection.ts";
import type { Target } from "./connection/transport-source.ts";
import { toTransportSource } from "./connection/transport-source.ts";
import type { ClientExtension } from "./extension/client-extension.ts";
import { ClientExtensionRegistry } from "./extension/client-extension-registry.ts";
import type { HttpTransportOptions } from "./http/http-options.ts";
import { knownServers } from "./known-server/known-servers.ts";
import type { LogEntry } from "./logging/log-entry.ts";
import { readLogEntry } from "./logging/log-entry.ts";
import type { ChangeCallbacks } from "./subscription/change-callback.ts";
import { watchChanges } from "./subscription/change-callback.ts";

/** Settings of a connection. */
export interface ConnectOptions extends InputHandlers, ChangeCallbacks, HttpTransportOptions {
  /** What the client calls itself; default `mortise`. */
  readonly name?: string;
  readonly version?: string;
  /** Capabilities to declare besides those of the handlers and extensions. */
  readonly capabilities?: ClientCapabilities;
  /** What this client can do beyond the protocol; a server that knows none of it is not disturbed. */
  readonly extensions?: readonly ClientExtension[];
  /**
   * The caller, as a server object in this process finds it on `ctx.auth`; other targets refuse it.
   * Default: an anonymous caller.
   */
  readonly principal?: Principal;
  /** The revision to speak; a legacy one is the newest to offer. Default `auto`: found out. */
  readonly revision?: "auto" | Revision;
  /** How long a request may take; default 60 s. */
  readonly timeout?: Duration;
  /**
   * How long a server other than on HTTP may be silent before it counts as legacy; default 5 s.
   */
  readonly probeTimeout?: Duration;
  /**
   * Keeps lists and resources as long as the server says they are fresh. What is kept serves this
   * connection only, which should act for one user. Default: `true` for a URL or a process, `false`
   * for an object in this process, which costs nothing to ask.
   */
  readonly cache?: boolean | ClientCacheOptions;
  /** Opens a connection that was lost again with the next request; default `true`. */
  readonly restart?: boolean;
  /** Gives up connecting; an open connection is ended by `close`. */
  readonly signal?: AbortSignal;
  /** Watches requests, such as `openTelemetry()`. Default: nobody; with Node, OpenTelemetry where it is registered. */
  readonly telemetry?: Telemetry;
  /** Takes what the server logs; calls may take theirs themselves. */
  readonly onLog?: (entry: LogEntry) => void;
  /** Takes what went wrong without failing a request; default: nobody. */
  readonly onWarning?: (message: string) => void;
}

/**
 * Connects to a server and finds the revision to speak with it.
 *
 * A URL is reached by Streamable HTTP, a server object in memory, a transport as it is. The modern
 * revision is tried first and what was found is remembered in this process. `S` types the calls; it is
 * found from a server object, and given as `connect<typeof server>(…)` for other targets.
 *
 * @throws MortiseError `CONNECTION_FAILED`, `HTTP_ERROR`, `UNSUPPORTED_REVISION`, `TIMEOUT` or
 * `INVALID_OPTION`.
 */
export function connect<S extends Connectable & Catalogued>(
  target: S,
  options?: ConnectOptions,
): Promise<Client<S>>;
export function connect<S = unknown>(target: Target, options?: ConnectOptions): Promise<Client<S>>;
export async function connect(
  target: Target,
  options: ConnectOptions = {},
): Promise<Client<unknown>> {
  const { name = "mortise", version = "0.1.0", capabilities, onLog, signal } = options;
  const extensions = new ClientExtensionRegistry(options.extensions ?? []);
  const source = toTransportSource(target, options);
  const connection = new ClientConnection(source, {
    identity: {
      info: { name, version },
      capabilities: extensions.declare(toClientCapabilities(options, capabilities)),
    },
    handlers: options,
    extensions,
    timeoutMs: parseDuration(options.timeout ?? "60s"),
    probeTimeoutMs: parseDuration(options.probeTimeout ?? "5s"),
    canRestart: options.restart ?? true,
    clock: options.clock ?? systemClock,
    knownServers: options.knownServers ?? knownServers,
    warn: options.onWarning ?? (() => undefined),
    ...(options.telemetry && { telemetry: options.telemetry }),
    ...readRevision(options.revision),
  });
  // Made before anybody else listens: who is told of a change must not read what it made stale.
  const cache = createConnectionCache(
    connection,
    options.cache ?? source.key !== undefined,
    options,
  );
  connection.onNotification((notification) => extensions.receive(notification));
  await connection.open(signal);
  if (onLog !== undefined) {
    connection.onNotification(({ method, params }) => {
      const entry = method === "notifications/message" ? readLogEntry(params) : undefined;
      if (entry !== undefined) onLog(entry);
    });
  }
  await watchChanges(connection, options);
  return new ConnectedClient(connection, cache, onLog) as Client<unknown>;
}

function readRevision(revision: ConnectOptions["revision"]): { revision?: Revision } {
  if (revision === undefined || revision === "auto") return {};
  if (isRevision(revision)) return { revision };
  throw new MortiseError(
    "INVALID_OPTION",
    `${JSON.stringify(revision)} is no revision this client speaks; choose "auto" or one of ${REVISIONS.join(", ")}`,
  );
}
