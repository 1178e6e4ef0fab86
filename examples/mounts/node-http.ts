// #region mount
import { createServer as createHttpServer } from "node:http";
import { createNodeHandler } from "mortise";
import { MAX_BODY_BYTES, server } from "./server.ts";
import { start } from "./start.ts";

const handler = createNodeHandler(server, { path: "/api/mcp", maxBodyBytes: MAX_BODY_BYTES });

await start(createHttpServer(handler), handler);
// #endregion
