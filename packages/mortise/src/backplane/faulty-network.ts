import type { Socket } from "node:net";
import { connect, createServer } from "node:net";

/** A way to a server that can fail. */
export interface FaultyNetwork extends AsyncDisposable {
  /** The URL of the server, by this way. */
  readonly url: string;
  /** Ends every connection, and each new one at once. */
  cut(): void;
  /** Carries nothing more, and tells nobody; connections are accepted. */
  silence(): void;
  /** Ends the connections that were silenced and carries new ones. */
  restore(): void;
}

type State = "cut" | "silent" | "up";

/** Opens a way to the server of `url` over a port of this machine. */
export async function openFaultyNetwork(url: string): Promise<FaultyNetwork> {
  const target = new URL(url);
  const sockets = new Set<Socket>();
  let state: State = "up";
  const keep = (socket: Socket): Socket => {
    sockets.add(socket);
    // What fails here is seen by the client under test.
    socket.on("error", () => undefined);
    return socket.on("close", () => sockets.delete(socket));
  };
  const endAll = (): void => {
    for (const socket of sockets) socket.destroy();
  };
  const server = createServer((socket) => {
    keep(socket);
    if (state === "cut") socket.destroy();
    if (state !== "up") return;
    const upstream = keep(connect(Number(target.port), target.hostname));
    socket.on("data", (bytes) => state === "up" && upstream.write(bytes));
    upstream.on("data", (bytes) => state === "up" && socket.write(bytes));
    socket.on("close", () => upstream.destroy());
    upstream.on("close", () => socket.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  if (!address || typeof address === "string") throw new Error("The proxy has no port");
  const way = new URL(url);
  way.hostname = "127.0.0.1";
  way.port = `${address.port}`;
  return {
    url: way.href,
    cut() {
      state = "cut";
      endAll();
    },
    silence() {
      state = "silent";
    },
    restore() {
      state = "up";
      endAll();
    },
    async [Symbol.asyncDispose]() {
      const closed = new Promise((resolve) => server.close(resolve));
      endAll();
      await closed;
    },
  };
}
