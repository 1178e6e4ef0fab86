// #region mount
import { createServer as createHttpServer } from "node:http";
import { bodyParser } from "@koa/bodyparser";
import Koa from "koa";
import { createNodeHandler } from "mortise";
import { MAX_BODY_BYTES, server } from "./server.ts";
import { start } from "./start.ts";

const handler = createNodeHandler(server, { maxBodyBytes: MAX_BODY_BYTES });

const app = new Koa();
app.use(
  bodyParser({
    jsonLimit: `${MAX_BODY_BYTES}b`,
    /** Puts the parser's refusal into the form that MCP clients read. */
    onError: (error, context) => {
      const { message, status = 400 } = error as Error & { readonly status?: number };
      context.status = status;
      const code = status === 400 ? -32700 : -32600;
      context.body = { jsonrpc: "2.0", error: { code, message } };
    },
  }),
);
app.use((context, next) => {
  if (context.path !== "/api/mcp" || context.body !== undefined) return next();
  context.respond = false; // Mortise writes the response
  handler(Object.assign(context.req, { body: context.request.body }), context.res);
  return undefined;
});

await start(createHttpServer(app.callback()), handler);
// #endregion
