// #region mount
import { createServer as createHttpServer } from "node:http";
import { bodyParser } from "@koa/bodyparser";
import Koa from "koa";
import { createNodeHandler } from "mortise";
import { MAX_BODY_BYTES, server } from "./server.ts";
import { start } from "./start.ts";

const handler = createNodeHandler(server, { maxBodyBytes: MAX_BODY_BYTES });

const app = new Koa();
app.use((context, next) => {
  if (context.path !== "/api/mcp") return next();
  context.respond = false; // Mortise writes the response
  handler(context.req, context.res);
  return undefined;
});
app.use(bodyParser());

await start(createHttpServer(app.callback()), handler);
// #endregion
