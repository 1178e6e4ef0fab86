import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { connect, createServer, MortiseError } from "mortise";
import { tasks } from "mortise/tasks";

const folder = mkdtempSync(join(tmpdir(), "mortise-guide-"));
const database = `sqlite:${join(folder, "tasks.db")}`;
const gate = Promise.withResolvers<void>();
const server = createServer({ name: "desk", version: "1.0.0", tasks: tasks({ database }) }).tool(
  "export_history",
  { description: "Export the history.", task: { poll: "50ms" } },
  async () => {
    await gate.promise;
    return { rows: 3 };
  },
);

const stored: string[] = [];
await using client = await connect(server);
// #region wait
const call = client.callTool(
  "export_history",
  {},
  {
    onTask: ({ id }) => stored.push(id), // keep it where a later process finds it
    wait: "1s", // then leave the task to go on
  },
);
// #endregion
await assert.rejects(call, (error) => {
  assert.ok(MortiseError.is(error));
  assert.equal(error.code, "TIMEOUT");
  return true;
});
gate.resolve();
// #region resume
const [id = ""] = stored;
const { structured } = await client.task(id, "export_history").result({
  onProgress: ({ message }) => process.stdout.write(`${message}\n`),
});
// #endregion
assert.deepEqual(structured, { rows: 3 });
await server.close();
rmSync(folder, { recursive: true });
