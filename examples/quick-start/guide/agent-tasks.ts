// #region resume
import { createAgent } from "mortise/agent";
// #endregion

import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createServer } from "mortise";
import type { ConversationData } from "mortise/agent";
import { tasks } from "mortise/tasks";
import { scriptedModel } from "mortise/testing";

const folder = mkdtempSync(join(tmpdir(), "mortise-guide-"));
const database = `sqlite:${join(folder, "tasks.db")}`;
const gate = Promise.withResolvers<void>();
const desk = createServer({ name: "desk", version: "1.0.0", tasks: tasks({ database }) }).tool(
  "export_history",
  { description: "Export the history.", task: { poll: "50ms" } },
  async (_input, { progress }) => {
    progress(1, 2, "collecting");
    await gate.promise;
    return "exported";
  },
);

const first = createAgent({
  model: scriptedModel([{ calls: [{ name: "export_history", args: {} }] }]),
  servers: { desk },
  approve: "never",
});
let saved: ConversationData | undefined;
for await (const event of first.run("Export the history")) {
  if (event.type !== "tool-task") continue;
  saved = first.conversation.toJSON();
  void first.close(); // as if the process had ended
}
assert.ok(saved);

const settings = { model: scriptedModel([{ after: "exported", text: "It is exported." }]) };
const log: string[] = [];
const keep = async (text: string): Promise<void> => {
  assert.match(text, /version/);
  gate.resolve();
};
// #region resume
await using agent = createAgent({ ...settings, servers: { desk }, conversation: saved });
for await (const event of agent.resume()) {
  await keep(JSON.stringify(agent.conversation)); // after each event
  if (event.type === "tool-progress") log.push(`${event.tool}: ${event.message}`);
  if (event.type === "run-end") log.push(event.text);
}
// #endregion
assert.equal(log.at(-1), "It is exported.");
await desk.close();
rmSync(folder, { recursive: true });
