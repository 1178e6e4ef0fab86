import { describe } from "vitest";
import { describeEnd, describeMount } from "./describe-mount.ts";
import { startMount } from "./start-mount.ts";

describe.each([
  "node-http.ts",
  "express.ts",
  "express-parsed.ts",
  "fastify.ts",
  "fastify-parsed.ts",
  "koa.ts",
  "koa-parsed.ts",
  "hono.ts",
])("%s", (file) => {
  describeMount(() => startMount(file));
  describeEnd(() => startMount(file));
});
