import type { Server } from "node:http";
import type { AddressInfo } from "node:net";

/** Returns how this program is to serve: `stdio`, or `http` on a free port of its own. */
export function readWay(): "stdio" | "http" {
  const [, , way] = process.argv;
  if (way === "stdio" || way === "http") return way;
  throw new Error(`Usage: ${process.argv[1]} stdio|http`);
}

/** Listens on a free port of this machine and reports the URL of `/mcp`. */
export function listen(server: Server): void {
  server.listen(0, "127.0.0.1", () => reportPort((server.address() as AddressInfo).port));
}

/** Writes the URL of `/mcp` at a port to the program that started this one. */
export function reportPort(port: number): void {
  console.log(`http://127.0.0.1:${port}/mcp`);
}
