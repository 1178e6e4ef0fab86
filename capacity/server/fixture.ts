// Ours, as a user writes it, with the store, the tasks or the waiting tool that its arguments name.
import { setTimeout as pause } from "node:timers/promises";
import { openBackplane } from "@mortise/backplane";
import { createServer, serve } from "mortise";
import { tasks } from "mortise/tasks";
import { createCatalogue, greeting } from "../../bench/catalogue.ts";
import { readSetting, reportReady } from "../../bench/server/control.ts";
import type { FixtureSetting } from "../kind.ts";
import { countStatements } from "./count-statements.ts";

const { waitMs, isTask, url, prefix } = JSON.parse(process.argv[4] ?? "{}") as FixtureSetting;
const operations = countStatements();
/** Calls that are under way. */
let held = 0;
const server = createServer({
  name: "capacity",
  version: "1.0.0",
  log: () => {},
  ...(isTask && { tasks: tasks({ database: url }) }),
});
for (const { name, description, input } of createCatalogue(readSetting().tools)) {
  server.tool(name, { description, input, ...(isTask && { task: true }) }, async (parameters) => {
    held += 1;
    if (waitMs > 0) await pause(waitMs);
    held -= 1;
    return greeting(String(parameters["name"]));
  });
}
const backplane = url !== undefined && !isTask ? await openBackplane(url, { prefix }) : undefined;
const running = await serve(server, {
  http: { port: 0, path: "/mcp" },
  ...(backplane && { backplane }),
});
reportReady(Number(new URL(running.url ?? "").port), {
  operations: () => ({ ...operations, held }),
});
