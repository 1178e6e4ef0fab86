/** Serves the servers of this folder on Bun, and writes their ports as workerd does. */
import cases from "./cases.ts";
import plain from "./plain.ts";

for (const [socket, { fetch }] of Object.entries({ plain, cases })) {
  // Bun ends a silent response after 10 s by default; a stream may be silent for longer.
  const { port } = Bun.serve({ port: 0, hostname: "127.0.0.1", idleTimeout: 0, fetch });
  console.log(JSON.stringify({ event: "listen", socket, port }));
}
