import { once } from "node:events";
import type { RequestListener, Server } from "node:http";
import { createServer } from "node:http";
import type { AddressInfo, Socket } from "node:net";
import { isIPv6 } from "node:net";
import type { Clock } from "@mortise/protocol";
import { MortiseError } from "@mortise/protocol";
import { isLoopbackAddress } from "./loopback.ts";

/** An address to listen on. */
export interface ListenAddress {
  readonly host: string;
  /** 0 takes any free port. */
  readonly port: number;
}

/** Longer than load balancers keep an idle connection, so that they close it first. */
const KEEP_ALIVE_MS = 65_000;
/** A client that needs longer than this to send one request is attacking or gone. */
const REQUEST_TIMEOUT_MS = 60_000;
/** Bytes of all headers of a request; an access token and a proof alone may have 16 kB and more. */
const MAX_HEADER_BYTES = 32 * 1024;
/** How long a client may take to read the last responses of a server that stops. */
const FLUSH_MS = 5_000;
const FLUSH_POLL_MS = 10;

/** A `node:http` server, from the first connection to the last byte of the last response. */
export class HttpListener {
  readonly port: number;
  /** The host as URLs name it. */
  readonly hostname: string;
  /** Only this machine can connect. */
  readonly isLoopback: boolean;
  readonly #http: Server;
  readonly #clock: Clock;
  readonly #sockets = new Set<Socket>();

  /**
   * Listens on an address.
   *
   * @throws MortiseError `INVALID_OPTION` when the address cannot be listened on.
   */
  static async open(address: ListenAddress, clock: Clock): Promise<HttpListener> {
    checkAddress(address);
    const http = createServer({
      keepAliveTimeout: KEEP_ALIVE_MS,
      requestTimeout: REQUEST_TIMEOUT_MS,
      maxHeaderSize: MAX_HEADER_BYTES,
    });
    try {
      http.listen(address.port, address.host);
      await once(http, "listening");
    } catch (cause) {
      throw cannotListen(cause, address);
    }
    return new HttpListener(http, address.host, clock);
  }

  private constructor(http: Server, host: string, clock: Clock) {
    const { address, port } = http.address() as AddressInfo;
    this.port = port;
    this.hostname = isIPv6(host) ? `[${host}]` : host;
    this.isLoopback = isLoopbackAddress(address);
    this.#http = http;
    this.#clock = clock;
    http.on("connection", (socket) => {
      this.#sockets.add(socket);
      socket.once("close", () => this.#sockets.delete(socket));
    });
  }

  /** Answers requests from now on; called in the turn in which `open` resolves. */
  serve(listener: RequestListener): void {
    this.#http.on("request", listener);
  }

  /** Takes no more connections, lets clients read what is written to them, and hangs up. */
  async close(): Promise<void> {
    const closed = once(this.#http, "close");
    this.#http.close();
    await this.#flush();
    this.#http.closeAllConnections();
    await closed;
  }

  /** Waits until clients have read all responses, or took too long. */
  async #flush(): Promise<void> {
    const deadline = this.#clock.monotonic() + FLUSH_MS;
    const isPending = (socket: Socket): boolean => socket.writableLength > 0;
    while ([...this.#sockets].some(isPending) && this.#clock.monotonic() < deadline) {
      await new Promise<void>((resolve) => this.#clock.schedule(FLUSH_POLL_MS, resolve));
    }
  }
}

/** Node takes some of these for other addresses, such as a string for the path of a pipe. */
function checkAddress({ host, port }: ListenAddress): void {
  const isPort = Number.isInteger(port) && port >= 0 && port <= 65_535;
  if (!isPort) {
    const found = typeof port === "string" ? JSON.stringify(port) : String(port);
    throw new MortiseError(
      "INVALID_OPTION",
      `port is ${found}, not a whole number from 0 to 65535; write such as Number(process.env.PORT ?? 3000)`,
      { data: { option: "port" } },
    );
  }
  if (typeof host === "string" && host !== "") return;
  throw new MortiseError(
    "INVALID_OPTION",
    `host is ${JSON.stringify(host)}, not a host name or address; write such as "127.0.0.1"`,
    { data: { option: "host" } },
  );
}

function cannotListen(cause: unknown, { host, port }: ListenAddress): MortiseError {
  const reason = describe(cause as NodeJS.ErrnoException, host, port);
  return new MortiseError("INVALID_OPTION", `Cannot listen on ${host}:${port}: ${reason}`, {
    cause,
  });
}

function describe(cause: NodeJS.ErrnoException, host: string, port: number): string {
  switch (cause.code) {
    case "EADDRINUSE":
      return `port ${port} is in use; stop the process that uses it, or choose another port with the option port or --http <port>`;
    case "EACCES":
      return `port ${port} needs privileges; choose one above 1023`;
    case "EADDRNOTAVAIL":
    case "ENOTFOUND":
      return `${host} is not an address of this machine`;
    default:
      return String(cause);
  }
}
