// Ours, as a user writes it.
import { createServer, serve } from "mortise";
import { reportReady } from "../../server/control.ts";
import { resource } from "../message.ts";

const server = createServer({ name: "bench", version: "1.0.0" });
server.resource(resource, {}, () => "0");
const running = await serve(server, { http: { port: 0, path: "/mcp" } });
reportReady(Number(new URL(running.url ?? "").port), {
  change: () => server.resourceUpdated(resource),
});
