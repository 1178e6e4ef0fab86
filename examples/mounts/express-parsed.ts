// #region mount
import { createServer as createHttpServer } from "node:http";
import type { ErrorRequestHandler } from "express";
import express from "express";
import { createNodeHandler } from "mortise";
import { MAX_BODY_BYTES, server } from "./server.ts";
import { start } from "./start.ts";

const handler = createNodeHandler(server, { maxBodyBytes: MAX_BODY_BYTES });

/** Puts the parser's refusal into the form that MCP clients read; without it Express answers HTML. */
const refuse: ErrorRequestHandler = (
  { status = 500, type, message },
  _request,
  response,
  _next,
) => {
  const code = type === "entity.parse.failed" ? -32700 : -32600;
  const error = { code, message: `The request body was refused: ${type ?? message}` };
  response.status(status).json({ jsonrpc: "2.0", error });
};

const app = express();
app.use(express.json({ limit: MAX_BODY_BYTES }));
app.all("/api/mcp", handler);
app.use("/api/mcp", refuse);

await start(createHttpServer(app), handler);
// #endregion
