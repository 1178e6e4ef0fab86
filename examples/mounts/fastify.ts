// #region mount
import process from "node:process";
import fastify from "fastify";
import { createNodeHandler } from "mortise";
import { MAX_BODY_BYTES, server } from "./server.ts";
import { hangUpSoon } from "./start.ts";

const handler = createNodeHandler(server, { maxBodyBytes: MAX_BODY_BYTES });

const app = fastify();
await app.register((scope, _options, done) => {
  // In this scope alone the body is left to Mortise.
  scope.removeAllContentTypeParsers();
  scope.addContentTypeParser("*", (_request, _payload, parsed) => parsed(null));
  scope.all("/api/mcp", (request, reply) => {
    reply.hijack();
    handler(request.raw, reply.raw);
  });
  done();
});

const url = await app.listen({ port: Number(process.env["PORT"] ?? 3000), host: "127.0.0.1" });
process.stdout.write(`${url}/api/mcp\n`);
process.once("SIGTERM", async () => {
  await handler.close();
  hangUpSoon(app.server);
  await app.close();
});
// #endregion
