import type { Connectable, ConnectableOptions, Transport } from "@mortise/protocol";
import { isConnectable, MortiseError, openTransport } from "@mortise/protocol";
import type { HttpTransportOptions } from "../http/http-options.ts";
import { HttpTransport } from "../http/http-transport.ts";

/** What a client connects to: a URL, something that offers transports, or a transport. */
export type Target = string | URL | Connectable | Transport;

/** A {@link Connectable} that names itself, so that what is learnt of it can be remembered. */
export interface NamedConnectable extends Connectable {
  readonly targetKey: string;
}

/** Opens transports to one target. */
export interface TransportSource {
  /** Names the target for what is remembered of it; absent where nothing is. */
  readonly key?: string;
  /** A transport that ended can be replaced by opening another. */
  readonly canReopen: boolean;
  /** The host and port of a URL. */
  readonly address?: string;
  readonly port?: number;
  open(): Transport;
}

/**
 * Tells how to open a transport to `target`.
 *
 * @throws MortiseError `INVALID_OPTION` when it is nothing a client can connect to.
 */
export function toTransportSource(
  target: Target,
  { principal, ...http }: HttpTransportOptions & Pick<ConnectableOptions, "principal">,
): TransportSource {
  if (principal !== undefined && !isConnectable(target)) throw notConnectable();
  if (typeof target === "string" || target instanceof URL) {
    const url = readUrl(target);
    const key = `${url.origin}${url.pathname}`;
    const port = Number(url.port || (url.protocol === "https:" ? 443 : 80));
    const open = (): Transport => new HttpTransport(url, http);
    return { key, canReopen: true, address: url.hostname, port, open };
  }
  if (isConnectable(target)) {
    const { targetKey } = target as Partial<NamedConnectable>;
    return {
      ...(typeof targetKey === "string" && { key: targetKey }),
      canReopen: true,
      open: () => target[openTransport]({ principal }),
    };
  }
  if (isTransport(target)) return { canReopen: false, open: () => target };
  throw new MortiseError(
    "INVALID_OPTION",
    "Cannot connect to this target; pass a URL, a server object, a transport, or, with Node, { command, args }",
  );
}

function notConnectable(): MortiseError {
  return new MortiseError(
    "INVALID_OPTION",
    "principal names the caller to a server object in this process; to other servers send credentials, as headers or env",
  );
}

function readUrl(target: string | URL): URL {
  const url = URL.parse(String(target));
  if (url !== null && (url.protocol === "http:" || url.protocol === "https:")) return url;
  throw new MortiseError(
    "INVALID_OPTION",
    `${JSON.stringify(String(target))} is not an http: or https: URL; a local server is { command, args }`,
  );
}

function isTransport(target: unknown): target is Transport {
  if (typeof target !== "object" || target === null) return false;
  const { start, send, close } = target as Partial<Transport>;
  return [start, send, close].every((method) => typeof method === "function");
}
