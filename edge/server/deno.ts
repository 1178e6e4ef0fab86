/** Serves the servers of this folder on Deno, and writes their ports as workerd does. */
import cases from "./cases.ts";
import plain from "./plain.ts";

for (const [socket, { fetch }] of Object.entries({ plain, cases })) {
  Deno.serve({
    port: 0,
    hostname: "127.0.0.1",
    onListen: ({ port }) => console.log(JSON.stringify({ event: "listen", socket, port })),
    handler: fetch,
  });
}
