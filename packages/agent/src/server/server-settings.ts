import type { HeaderSource } from "@mortise/client";
import type { ClientAuth, Duration, OptionNames } from "@mortise/protocol";
import { checkOptions, describeValue, MortiseError, parseDuration } from "@mortise/protocol";
import type { ServerConnection } from "./server-connection.ts";

/** The settings of the connection to one server. */
export interface ServerConnectionSettings {
  /** Headers for every HTTP request, or a function that is asked before each. Default: none. */
  readonly headers?: HeaderSource;
  /** Authorizes every HTTP request, and answers the server's challenges. Default: no credentials. */
  readonly auth?: ClientAuth;
  /** The time limit of a request, such as a call of a tool. Default 60 s. */
  readonly timeout?: Duration;
  /**
   * Lets progress extend requests: each progress notification gives a request its `timeout` again,
   * up to this time in all. Default: progress extends nothing.
   */
  readonly maxTimeout?: Duration;
}

/** A server with settings of its own: a URL, or any other target. */
export type ServerSettings<T> = ServerConnectionSettings & {
  /**
   * The time in which the server must connect and list its tools, or else the run begins without
   * it. Default 60 s.
   */
  readonly startTimeout?: Duration;
} & (
    | { readonly url: string | URL; readonly target?: undefined }
    | { readonly target: T; readonly url?: undefined }
  );

/** A server as the agent opens it. */
export interface ServerTarget<T> {
  readonly target: T | ServerConnection;
  /** The settings that its connection is given. */
  readonly settings: ServerConnectionSettings;
  readonly startTimeoutMs: number;
}

const OPTIONS: OptionNames<ServerSettings<unknown>> = {
  url: true,
  target: true,
  headers: true,
  auth: true,
  timeout: true,
  maxTimeout: true,
  startTimeout: true,
};

/**
 * Reads the servers of an agent.
 *
 * @throws MortiseError `INVALID_OPTION` when `servers` is no object of servers, or when a server's
 * settings have an unknown name or a wrong time.
 */
export function readServers<T>(
  servers: Readonly<Record<string, T | ServerConnection | ServerSettings<T>>>,
): ReadonlyMap<string, ServerTarget<T>> {
  if (typeof servers !== "object" || servers === null || Array.isArray(servers)) {
    throw invalidServers(`servers is ${describeValue(servers)}`);
  }
  const entries = Object.entries(servers).map(([name, server]): [string, ServerTarget<T>] => {
    if (typeof server !== "string" && (typeof server !== "object" || server === null)) {
      throw invalidServers(`servers.${name} is ${describeValue(server)}`);
    }
    return [name, isSettings<T>(server) ? readSettings(name, server) : toTarget(server)];
  });
  return new Map(entries);
}

function readSettings<T>(name: string, given: ServerSettings<T>): ServerTarget<T> {
  checkOptions(`servers.${name}`, given, OPTIONS);
  const { url, target, headers, auth, timeout, maxTimeout, startTimeout } = given;
  // A URL is a target of every `connect`.
  const server = url === undefined ? target : (url as T);
  if (server === undefined || (url !== undefined && target !== undefined)) {
    throw invalidServers(
      `servers.${name} has ${url === undefined ? "no target" : "url and target"}`,
    );
  }
  for (const [option, limit] of Object.entries({ timeout, maxTimeout })) {
    if (limit !== undefined) parseDuration(limit, `servers.${name}.${option}`);
  }
  return {
    ...toTarget(server),
    settings: {
      ...(headers !== undefined && { headers }),
      ...(auth !== undefined && { auth }),
      ...(timeout !== undefined && { timeout }),
      ...(maxTimeout !== undefined && { maxTimeout }),
    },
    ...(startTimeout !== undefined && {
      startTimeoutMs: parseDuration(startTimeout, `servers.${name}.startTimeout`),
    }),
  };
}

function toTarget<T>(target: T | ServerConnection): ServerTarget<T> {
  return { target, settings: {}, startTimeoutMs: 60_000 };
}

/** Says whether a value is an object with settings, and not a client, a server or a process. */
function isSettings<T>(server: unknown): server is ServerSettings<T> {
  if (typeof server !== "object" || server === null) return false;
  const prototype: unknown = Object.getPrototypeOf(server);
  const isPlain = prototype === Object.prototype || prototype === null;
  return isPlain && (Object.hasOwn(server, "url") || Object.hasOwn(server, "target"));
}

function invalidServers(problem: string): MortiseError {
  return new MortiseError(
    "INVALID_OPTION",
    `${problem}; servers has a URL, a server, a client, { url, headers, auth, timeout } or { target } under each name, such as { shop: "https://example.com/mcp" }`,
    { data: { option: "servers" } },
  );
}
