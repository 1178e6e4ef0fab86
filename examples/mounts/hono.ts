// #region mount
import type { Server } from "node:http";
import { createAdaptorServer } from "@hono/node-server";
import { Hono } from "hono";
import { createFetchHandler } from "mortise";
import { MAX_BODY_BYTES, server } from "./server.ts";
import { start } from "./start.ts";

const handle = createFetchHandler(server, {
  allowedHosts: ["127.0.0.1"],
  maxBodyBytes: MAX_BODY_BYTES,
});

const app = new Hono();
app.all("/api/mcp", (context) => handle(context.req.raw));

await start(createAdaptorServer({ fetch: app.fetch }) as Server, handle);
// #endregion
