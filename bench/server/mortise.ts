// Ours, as a user writes it.
import { createServer, serve } from "mortise";
import { createCatalogue, greeting } from "../catalogue.ts";
import { readSetting, reportReady } from "./control.ts";

const { transport, tools } = readSetting();
const server = createServer({ name: "bench", version: "1.0.0" });
for (const { name, description, input } of createCatalogue(tools)) {
  server.tool(name, { description, input }, (parameters) => greeting(String(parameters["name"])));
}

const running = await serve(
  server,
  transport === "http" ? { http: { port: 0, path: "/mcp" } } : {},
);
reportReady(running.url === undefined ? undefined : Number(new URL(running.url).port));
