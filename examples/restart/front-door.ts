import { once } from "node:events";
import type { Socket } from "node:net";
import { connect, createServer } from "node:net";

/** One address in front of several servers, as a load balancer is. */
export interface FrontDoor {
  readonly port: number;
  /** Passes new connections on to this server from now on. */
  readonly passTo: (port: number) => void;
  close(): void;
}

/** Opens the address; a connection ends when its server is gone, and there is no other care. */
export async function openFrontDoor(): Promise<FrontDoor> {
  const sockets = new Set<Socket>();
  let target: number | undefined;
  const keep = (socket: Socket): Socket => {
    sockets.add(socket);
    socket.on("close", () => sockets.delete(socket));
    return socket;
  };
  const door = createServer((client) => {
    keep(client);
    if (target === undefined) return client.destroy();
    const server = keep(connect(target, "127.0.0.1"));
    const end = (): void => void [client, server].map((socket) => socket.destroy());
    for (const socket of [client, server]) socket.on("error", end).on("close", end);
    return client.pipe(server).pipe(client);
  });
  door.listen(0, "127.0.0.1");
  await once(door, "listening");
  return {
    port: (door.address() as { port: number }).port,
    passTo: (port) => {
      target = port;
    },
    close: () => {
      door.close();
      for (const socket of sockets) socket.destroy();
    },
  };
}
