// #region mount
import { createServer as createHttpServer } from "node:http";
import express from "express";
import { createNodeHandler } from "mortise";
import { MAX_BODY_BYTES, server } from "./server.ts";
import { start } from "./start.ts";

const handler = createNodeHandler(server, { maxBodyBytes: MAX_BODY_BYTES });

const app = express();
app.all("/api/mcp", handler); // before the parser: Mortise reads and checks the body
app.use(express.json());

await start(createHttpServer(app), handler);
// #endregion
