// #region mount
import process from "node:process";
import type { FastifyError } from "fastify";
import fastify from "fastify";
import { createNodeHandler } from "mortise";
import { MAX_BODY_BYTES, server } from "./server.ts";
import { hangUpSoon } from "./start.ts";

const handler = createNodeHandler(server, { maxBodyBytes: MAX_BODY_BYTES });

const app = fastify({ bodyLimit: MAX_BODY_BYTES });
app.all("/api/mcp", {
  /** Puts the parser's refusal into the form that MCP clients read. */
  errorHandler: ({ statusCode = 500, message }: FastifyError, _request, reply) => {
    const code = statusCode === 400 ? -32700 : -32600;
    return reply.code(statusCode).send({ jsonrpc: "2.0", error: { code, message } });
  },
  handler: (request, reply) => {
    reply.hijack();
    handler(Object.assign(request.raw, { body: request.body }), reply.raw);
  },
});

const url = await app.listen({ port: Number(process.env["PORT"] ?? 3000), host: "127.0.0.1" });
process.stdout.write(`${url}/api/mcp\n`);
process.once("SIGTERM", async () => {
  await handler.close();
  hangUpSoon(app.server);
  await app.close();
});
// #endregion
