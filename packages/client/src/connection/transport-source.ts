import type { Connectable, ConnectableOptions, Transport } from "@mortise/protocol";
import {
  checkSpelling,
  isConnectable,
  MortiseError,
  openTap,
  openTransport,
} from "@mortise/protocol";
import type { HttpTransportOptions } from "../http/http-options.ts";
import { HttpTransport } from "../http/http-transport.ts";
import { tapTransport } from "../tap/tap-transport.ts";

/** The target of a connection: a URL, an object that offers transports, or a transport. */
export type Target = string | URL | Connectable | Transport;

/** A {@link Connectable} with a name, by which `KnownServers` remembers it. */
export interface NamedConnectable extends Connectable {
  /** The same text for the same server, such as its command line. */
  readonly targetKey: string;
}

/** Opens transports to one target. */
export interface TransportSource {
  /** Names the target for `KnownServers`; nothing is remembered of a target without a name. */
  readonly key?: string;
  /** A transport that ended can be replaced by opening another. */
  readonly canReopen: boolean;
  /** The URL of a server without its fragment. */
  readonly url?: string;
  /** The host and port of a URL. */
  readonly address?: string;
  /** The port of a URL. */
  readonly port?: number;
  /** Makes a transport that is not started yet. */
  open(): Transport;
}

/**
 * Returns how to open a transport to `target`.
 *
 * @throws MortiseError `INVALID_OPTION` when it is nothing a client can connect to, or when `auth` is
 * given for something else than a URL.
 */
export function toTransportSource(
  target: Target,
  options: HttpTransportOptions & Pick<ConnectableOptions, "principal">,
): TransportSource {
  const { principal, auth } = options;
  const isUrl = typeof target === "string" || target instanceof URL;
  if (principal !== undefined && !isConnectable(target)) throw notConnectable();
  if (auth !== undefined && !isUrl) throw notHttp();
  if (isUrl) {
    const url = readUrl(target);
    const key = `${url.origin}${url.pathname}`;
    const port = Number(url.port || (url.protocol === "https:" ? 443 : 80));
    const open = (): Transport => new HttpTransport(url, options);
    const plain = url.href.slice(0, url.href.length - url.hash.length);
    return { key, canReopen: true, url: plain, address: url.hostname, port, open };
  }
  if (isConnectable(target)) {
    const { targetKey } = target as Partial<NamedConnectable>;
    return {
      ...(typeof targetKey === "string" && { key: targetKey }),
      canReopen: true,
      open: () => withTap(target[openTransport]({ principal }), options),
    };
  }
  if (isTransport(target)) return { canReopen: false, open: () => withTap(target, options) };
  if (typeof target === "object" && target !== null) {
    checkSpelling("The target of connect", target, { command: true, args: true });
  }
  throw new MortiseError(
    "INVALID_OPTION",
    "Cannot connect to this target; pass a URL, a server object, a transport, or, with Node, { command, args }",
  );
}

function notConnectable(): MortiseError {
  return new MortiseError(
    "INVALID_OPTION",
    "`principal` names the caller to a server object in this process; to other servers send credentials, as `auth`, `headers` or `env`",
    { data: { option: "principal" } },
  );
}

function notHttp(): MortiseError {
  return new MortiseError(
    "INVALID_OPTION",
    "`auth` authorizes HTTP requests, and this target is no URL; a process gets its credentials in `env`",
    { data: { option: "auth" } },
  );
}

function withTap(transport: Transport, { tap, clock }: HttpTransportOptions): Transport {
  if (tap === undefined) return transport;
  const settings = { side: "client", transport: transport.kind, clock } as const;
  return tapTransport(transport, openTap(tap, settings)());
}

function readUrl(target: string | URL): URL {
  const url = URL.parse(String(target));
  if (url !== null && (url.username !== "" || url.password !== "")) {
    throw new MortiseError(
      "INVALID_OPTION",
      `The URL of ${url.host} holds a user name or password, which are not sent from there; give them in \`headers\` or \`auth\``,
    );
  }
  if (url !== null && (url.protocol === "http:" || url.protocol === "https:")) return url;
  // A text with a user or a query may hold a password, though it is no URL.
  const text = String(target);
  const shown = /[@?]/.test(text) ? "The text that was given" : JSON.stringify(text);
  throw new MortiseError(
    "INVALID_OPTION",
    `${shown} is not an http: or https: URL; a local server is { command, args }`,
  );
}

function isTransport(target: unknown): target is Transport {
  if (typeof target !== "object" || target === null) return false;
  const { start, send, close } = target as Partial<Transport>;
  return [start, send, close].every((method) => typeof method === "function");
}
