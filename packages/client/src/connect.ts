import type {
  ClientAuth,
  ClientCapabilities,
  Connectable,
  Duration,
  LoggingLevel,
  OptionNames,
  Principal,
  Revision,
  Telemetry,
} from "@mortise/protocol";
import {
  checkFunctions,
  checkOptions,
  isRevision,
  MortiseError,
  parseDuration,
  REVISIONS,
  systemClock,
} from "@mortise/protocol";
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
import { callBack } from "./request/catch-rejection.ts";
import type { ChangeCallbacks } from "./subscription/change-callback.ts";
import { watchChanges } from "./subscription/change-callback.ts";
import { TASKS } from "./task/connection-tasks.ts";
import { parseLimit } from "./time/parse-limit.ts";

/** Settings of a connection. */
export interface ConnectOptions extends InputHandlers, ChangeCallbacks, HttpTransportOptions {
  /** The client's name. Default `mortise`. */
  readonly name?: string;
  /** The client's version. Default: that of Mortise. */
  readonly version?: string;
  /** Capabilities to declare besides those of the handlers and extensions. */
  readonly capabilities?: ClientCapabilities;
  /** Extensions of the protocol to declare to the server. Default: none. */
  readonly extensions?: readonly ClientExtension[];
  /**
   * Declares tasks (`io.modelcontextprotocol/tasks`), so that servers may answer calls with them; a call waits for
   * its task. Default `true`, unless one of `extensions` is for tasks.
   */
  readonly tasks?: boolean;
  /**
   * The caller, as a server object in this process finds it on `ctx.auth`; other targets refuse it.
   * Default: an anonymous caller.
   */
  readonly principal?: Principal;
  /**
   * The revision to speak; a legacy one is the newest to offer. Default `auto`: the newest that
   * both sides know.
   */
  readonly revision?: "auto" | Revision;
  /** The time limit of a request, all its rounds included; more than 0. Default 60 s. */
  readonly timeout?: Duration;
  /**
   * Lets progress extend requests: each progress notification gives a request its `timeout` again, up to
   * this time in all. Default: progress extends nothing.
   */
  readonly maxTimeout?: Duration;
  /**
   * The time after which a server that has not answered the first probe is offered a legacy revision
   * too. A late answer to the probe still counts, so that a server which starts slowly keeps its
   * revision; over HTTP, up to a second after the answer to that offer. Default 5 s.
   */
  readonly probeTimeout?: Duration;
  /**
   * Keeps lists and resources for this connection as long as the server says they are fresh.
   * Default: `true` for a URL or a process, `false` for an object in this process, which costs
   * nothing to ask.
   */
  readonly cache?: boolean | ClientCacheOptions;
  /** Opens a lost connection again with the next request. Default `true`. */
  readonly restart?: boolean;
  /** Cancels connecting; `close` ends an open connection. */
  readonly signal?: AbortSignal;
  /**
   * Observes requests, such as `openTelemetry()`. Default: none; with Node, OpenTelemetry if it is
   * registered.
   */
  readonly telemetry?: Telemetry;
  /** Receives the server's log messages, unless a call has an `onLog` of its own. */
  readonly onLog?: (entry: LogEntry) => void;
  /** The mildest severity that the server sends. Default `info`, if `onLog` is given. */
  readonly logLevel?: LoggingLevel;
  /** Receives problems that fail no request. Default: none are reported. */
  readonly onWarning?: (message: string) => void;
}

const OPTIONS: OptionNames<ConnectOptions> = {
  elicit: true,
  sample: true,
  roots: true,
  onToolsChanged: true,
  onPromptsChanged: true,
  onResourcesChanged: true,
  onResourceUpdated: true,
  headers: true,
  auth: true,
  fetch: true,
  maxMessageBytes: true,
  onWarning: true,
  clock: true,
  knownServers: true,
  tap: true,
  name: true,
  version: true,
  capabilities: true,
  extensions: true,
  tasks: true,
  principal: true,
  revision: true,
  timeout: true,
  maxTimeout: true,
  probeTimeout: true,
  cache: true,
  restart: true,
  signal: true,
  telemetry: true,
  onLog: true,
  logLevel: true,
};

const FUNCTIONS = [
  "elicit",
  "sample",
  "roots",
  "onToolsChanged",
  "onPromptsChanged",
  "onResourcesChanged",
  "onResourceUpdated",
  "onWarning",
  "onLog",
  "fetch",
] as const;

/**
 * Connects to a server and finds the revision to speak with it.
 *
 * A URL is reached by Streamable HTTP, a server object in memory, a transport as it is. The modern
 * revision is tried first; `knownServers` remembers the revision that was agreed. `S` types the
 * calls: it is inferred from a server object, and given as `connect<typeof server>(…)` for other
 * targets.
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
  checkOptions("connect", options, OPTIONS);
  checkFunctions(options, FUNCTIONS);
  const { name = "mortise", version = "0.1.0", capabilities, onLog, signal } = options;
  const { extensions: given = [], tasks = true } = options;
  const hasTasks = tasks && !given.some(servesTasks);
  const extensions = new ClientExtensionRegistry(hasTasks ? [...given, TASKS] : given);
  const own = declareAuth(toClientCapabilities(options, capabilities), options.auth);
  // The Tasks extension is of 2026-07-28: a legacy session has the tasks of its own revision, or none.
  const legacy = hasTasks && new ClientExtensionRegistry(given).declare(own);
  const source = toTransportSource(target, options);
  const connection = new ClientConnection(source, {
    identity: {
      info: { name, version },
      capabilities: extensions.declare(own),
      ...(legacy && { legacyCapabilities: legacy }),
    },
    handlers: options,
    extensions,
    timeoutMs: parseLimit(options.timeout ?? "60s", "timeout"),
    ...(options.maxTimeout !== undefined && {
      maxTimeoutMs: parseLimit(options.maxTimeout, "maxTimeout"),
    }),
    probeTimeoutMs: parseDuration(options.probeTimeout ?? "5s", "probeTimeout"),
    canRestart: options.restart ?? true,
    clock: options.clock ?? systemClock,
    knownServers: options.knownServers ?? knownServers,
    // A warning about a warning has nowhere to go.
    warn: (message) =>
      callBack(
        () => options.onWarning?.(message),
        () => undefined,
      ),
    ...(options.telemetry && { telemetry: options.telemetry }),
    ...readRevision(options.revision),
  });
  // Made before other listeners: a callback for a change must not read the stale response.
  const cache = createConnectionCache(connection, options.cache ?? source.key !== undefined, {
    ...options,
    ...(source.url !== undefined && { url: source.url }),
  });
  connection.onNotification((notification) => extensions.receive(notification));
  await connection.open(signal);
  if (onLog !== undefined) {
    connection.onNotification(({ method, params }) => {
      const entry = method === "notifications/message" ? readLogEntry(params) : undefined;
      return entry && onLog(entry);
    });
  }
  await watchChanges(connection, options);
  const client = new ConnectedClient(connection, cache, { onLog, hasTasks });
  if (options.logLevel !== undefined) await client.begin(options.logLevel);
  return client as Client<unknown>;
}

/** An extension of the program's own takes the place of the one that is built in. */
function servesTasks({ id, methods, results }: ClientExtension): boolean {
  return id === TASKS.id || methods?.["tasks/get"] !== undefined || results?.["task"] !== undefined;
}

/** Adds the extensions that the option `auth` speaks; a capability of the program's own wins. */
function declareAuth(
  capabilities: ClientCapabilities,
  auth: ClientAuth | undefined,
): ClientCapabilities {
  if (auth?.extensions === undefined || Object.keys(auth.extensions).length === 0) {
    return capabilities;
  }
  return { ...capabilities, extensions: { ...auth.extensions, ...capabilities.extensions } };
}

function readRevision(revision: ConnectOptions["revision"]): { revision?: Revision } {
  if (revision === undefined || revision === "auto") return {};
  if (isRevision(revision)) return { revision };
  throw new MortiseError(
    "INVALID_OPTION",
    `${JSON.stringify(revision)} is no revision this client speaks; choose "auto" or one of ${REVISIONS.join(", ")}`,
  );
}
