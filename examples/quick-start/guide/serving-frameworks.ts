// #region http

import { createServer as createHttpServer } from "node:http";
import { createNodeHandler } from "mortise";
import server from "./first-server.ts";
// #endregion

// #region express

import express from "express";
// #endregion

// #region fastify

import fastify from "fastify";
// #endregion

// #region koa

import Koa from "koa";
// #endregion

import assert from "node:assert/strict";
import { once } from "node:events";
import type { Server } from "node:http";
import type { AddressInfo } from "node:net";
import { connect } from "mortise";

// #region http
const handler = createNodeHandler(server, { path: "/mcp" });
const plain = createHttpServer(handler);
// #endregion

// #region express
const app = express();
app.use("/mcp", createNodeHandler(server));
app.use(express.json()); // behind it: this parser refuses more than 100 kB, with a page of HTML
// #endregion

// #region fastify
const fast = fastify();
const answer = createNodeHandler(server);
fast.all("/mcp", (request, reply) => {
  reply.hijack(); // Mortise writes the response
  answer(Object.assign(request.raw, { body: request.body }), reply.raw);
});
// #endregion

// #region koa
const koa = new Koa();
const mcp = createNodeHandler(server);
koa.use((context, next) => {
  if (context.path !== "/mcp") return next();
  context.respond = false; // Mortise writes the response
  mcp(context.req, context.res);
  return undefined;
});
// #endregion

async function greet(port: number): Promise<void> {
  await using client = await connect(`http://127.0.0.1:${port}/mcp`);
  assert.equal((await client.callTool("greet", { name: "Ada" })).text, "Hello, Ada!");
}

async function greetThrough(http: Server): Promise<void> {
  await once(http, "listening");
  await greet((http.address() as AddressInfo).port);
  http.closeAllConnections();
  http.close();
}

await greetThrough(plain.listen(0, "127.0.0.1"));
await greetThrough(app.listen(0, "127.0.0.1"));
await fast.listen({ port: 0, host: "127.0.0.1" });
await greet((fast.server.address() as AddressInfo).port);
fast.server.closeAllConnections();
await fast.close();
await greetThrough(koa.listen(0, "127.0.0.1"));
