import type { ServerExtension } from "mortise";
import {
  createFetchHandler,
  createMemoryBackplane,
  createServer,
  createSkill,
  logging,
  responseCache,
  sizeLimit,
  skills,
  timing,
} from "mortise";
import { server } from "./server.ts";

export const mounted = createServer({ name: "all", version: "1.0.0" })
  .tool("own", { description: "Its own" }, () => "text")
  .mount("shop", server);

export const transformed = createServer({ name: "other", version: "1.0.0" }).mount(server, {
  transform: { tools: { get_customer: { name: "find", arguments: { id: { name: "key" } } } } },
});

export const extension: ServerExtension = { id: "com.example/greeting" };
export const extended = createServer({ name: "extended", version: "1.0.0" }).extend(extension);
export const handler = createFetchHandler(mounted);
export const backplane = createMemoryBackplane();
export const middleware = [logging(), responseCache({ ttl: "1m" }), sizeLimit({ max: 1000 })];
export const timed = timing();
export const skill = createSkill(
  { name: "greet", description: "Greets" },
  { instructions: "Say hello" },
);
export const taught = createServer({ name: "taught", version: "1.0.0" }).extend(skills([skill]));
