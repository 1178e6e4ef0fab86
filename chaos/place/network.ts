import type { Socket } from "node:net";
import { connect, createServer } from "node:net";

/** `up` carries bytes, `cut` ends connections at once, `silent` accepts them and carries nothing. */
type NetworkState = "up" | "cut" | "silent";

/** A way to a PostgreSQL that can fail. */
export interface Network extends AsyncDisposable {
  readonly url: string;
  set(state: NetworkState): void;
}

/** Opens a way to the server of `url` over a port of this machine. */
export async function openNetwork(url: string): Promise<Network> {
  const target = new URL(url);
  const sockets = new Set<Socket>();
  let state: NetworkState = "up";
  const keep = (socket: Socket): Socket => {
    sockets.add(socket);
    // The processes under test see the failure.
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
  if (address === null || typeof address === "string") throw new Error("The way has no port");
  const way = new URL(url);
  way.hostname = "127.0.0.1";
  way.port = `${address.port}`;
  return {
    url: way.href,
    set(next) {
      state = next;
      endAll();
    },
    async [Symbol.asyncDispose]() {
      const closed = new Promise((resolve) => server.close(resolve));
      endAll();
      await closed;
    },
  };
}
