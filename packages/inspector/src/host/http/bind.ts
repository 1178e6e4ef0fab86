import type { RequestListener, Server } from "node:http";
import { createServer } from "node:http";
import { MortiseError } from "@mortise/protocol";

/** Where to listen. */
export interface BindOptions {
  /** The port; with `isFixed` this one alone, otherwise the next free one from it on. 0 takes any. */
  readonly port: number;
  readonly isFixed: boolean;
  /** An address or name to listen on. Default: loopback, both 127.0.0.1 and ::1. */
  readonly host?: string | undefined;
}

/** Servers that listen on one port. */
export interface Bound {
  readonly port: number;
  readonly servers: readonly Server[];
  /** Stops to listen and ends every connection. */
  close(): Promise<void>;
}

/** The port that is tried first. */
export const FIRST_PORT = 5173;
/** Ports that are tried after a taken one. */
const ATTEMPTS = 100;

/**
 * Listens on a port. Each attempt is a bind of its own and no look before it, so that no other process can
 * take a port in between.
 *
 * @throws MortiseError `INVALID_OPTION` when the port is taken and fixed, or none can be bound.
 */
export async function bind(listener: RequestListener, options: BindOptions): Promise<Bound> {
  const { port: first, isFixed, host } = options;
  const hosts = host === undefined ? ["127.0.0.1", "::1"] : [host];
  const last = isFixed || first === 0 ? first : Math.min(first + ATTEMPTS, 65_535);
  for (let port = first; ; port += 1) {
    try {
      return await bindAll(listener, port, hosts);
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (code === "EADDRINUSE" && (port < last || first === 0)) {
        // Any port was asked for, and its number was free on one address alone.
        if (first === 0) port -= 1;
        continue;
      }
      throw cannotListen(error as NodeJS.ErrnoException, port, hosts);
    }
  }
}

async function bindAll(
  listener: RequestListener,
  wanted: number,
  hosts: readonly string[],
): Promise<Bound> {
  const servers: Server[] = [];
  let port = wanted;
  try {
    for (const host of hosts) {
      const server = createServer({ keepAliveTimeout: 60_000 }, listener);
      try {
        await listen(server, port, host);
      } catch (error) {
        // A machine without IPv6 has no ::1.
        if (servers.length > 0 && isMissingAddress(error)) continue;
        throw error;
      }
      servers.push(server);
      const address = server.address();
      if (typeof address === "object" && address !== null) port = address.port;
    }
  } catch (error) {
    await closeAll(servers);
    throw error;
  }
  return { port, servers, close: () => closeAll(servers) };
}

function listen(server: Server, port: number, host: string): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  server.once("error", reject);
  server.listen({ port, host, exclusive: true }, () => {
    server.off("error", reject);
    resolve();
  });
  return promise;
}

async function closeAll(servers: readonly Server[]): Promise<void> {
  await Promise.all(
    servers.map((server) => {
      const { promise, resolve } = Promise.withResolvers<void>();
      server.close(() => resolve());
      server.closeAllConnections();
      return promise;
    }),
  );
}

function isMissingAddress(error: unknown): boolean {
  const { code } = error as NodeJS.ErrnoException;
  return code === "EADDRNOTAVAIL" || code === "EAFNOSUPPORT" || code === "EINVAL";
}

function cannotListen(
  cause: NodeJS.ErrnoException,
  port: number,
  hosts: readonly string[],
): MortiseError {
  const where = hosts.map((host) => (host.includes(":") ? `[${host}]` : host)).join(" and ");
  if (cause.code === "EADDRINUSE") {
    return new MortiseError(
      "INVALID_OPTION",
      `Port ${port} of ${where} is taken by another program; end it, choose another --port, or leave --port out for the next free one`,
      { cause, data: { option: "port" } },
    );
  }
  const advice = cause.code === "EACCES" ? "choose a port above 1023" : "check --host and --port";
  return new MortiseError(
    "INVALID_OPTION",
    `Cannot listen on port ${port} of ${where}: ${cause.message}; ${advice}`,
    { cause, data: { option: cause.code === "EACCES" ? "port" : "host" } },
  );
}
