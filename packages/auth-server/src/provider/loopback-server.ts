import { once } from "node:events";
import type { RequestListener, Server } from "node:http";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

/**
 * Longer than any test keeps a connection idle. A server that closes one at the moment a client sends on it
 * again, as Node's does after 5 s, fails that request on a busy machine.
 */
const KEEP_ALIVE_MS = 600_000;

const HOST = "127.0.0.1";

/** An HTTP server on a loopback port of its own, which can go away and come back. */
export class LoopbackServer implements AsyncDisposable {
  readonly #listener: RequestListener;
  #server: Server | undefined;
  #port = 0;

  constructor(listener: RequestListener) {
    this.#listener = listener;
  }

  /** The origin, such as `http://127.0.0.1:50123`; known after the first {@link start}. */
  get origin(): string {
    return `http://${HOST}:${this.#port}`;
  }

  /** Listens: at first on `port`, or on any free one for 0, later on the same again. */
  async start(port: number = this.#port): Promise<void> {
    if (this.#server) return;
    const server = createServer({ keepAliveTimeout: KEEP_ALIVE_MS }, (request, response) => {
      // A page of another site that names a host of its own must not reach this server.
      if (request.headers.host !== `${HOST}:${this.#port}`) {
        response.writeHead(421, { "content-type": "text/plain" });
        response.end(`This server is ${this.origin} and has no other name`);
        return;
      }
      this.#listener(request, response);
    });
    server.listen(port, HOST);
    await once(server, "listening");
    this.#port = (server.address() as AddressInfo).port;
    this.#server = server;
  }

  /** Ends every connection and refuses new ones. */
  async stop(): Promise<void> {
    const server = this.#server;
    if (!server) return;
    this.#server = undefined;
    server.close();
    server.closeAllConnections();
    await once(server, "close");
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.stop();
  }
}
