// #region elsewhere

import { createServer } from "mortise";
import { taskFrom, tasks } from "mortise/tasks";
import { z } from "zod";
// #endregion

import assert from "node:assert/strict";
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { connect } from "mortise";

process.chdir(mkdtempSync(join(tmpdir(), "mortise-guide-")));

/** A stand-in for the job API of a render farm. */
const farm = {
  jobs: new Map<string, { frames: number }>(),
  cancelled: [] as string[],
  async submit(_scene: string, id = "plain"): Promise<string> {
    if (!farm.jobs.has(id)) farm.jobs.set(id, { frames: 0 });
    return id;
  },
  async job(id: string): Promise<{ isDone: boolean; frames: number; url: string }> {
    const job = farm.jobs.get(id) ?? { frames: 0 };
    if (job.frames < 100) job.frames += 50;
    return { isDone: job.frames === 100, frames: job.frames, url: `https://farm.example/${id}` };
  },
  async cancel(id: string): Promise<void> {
    farm.cancelled.push(id);
  },
};

// #region elsewhere
const durable = tasks();
const server = createServer({ name: "studio", version: "1.0.0", tasks: durable }).tool(
  "render",
  {
    description: "Renders a scene on the farm.",
    input: z.object({ scene: z.string() }),
    task: "required",
  },
  taskFrom({
    start: ({ scene }, { task }) => farm.submit(scene, task?.id), // the key keeps it from beginning twice
    look: async (id) => {
      const { isDone, frames, url } = await farm.job(id);
      if (isDone) return { status: "completed", result: { url } };
      return { status: "working", message: `${frames} of 100 frames` };
    },
    cancel: (id) => farm.cancel(id),
    every: "10s",
  }),
);
// #endregion

/** The target of the webhook, which the farm calls when a job has changed. */
// #region webhook
async function onWebhook(key: string): Promise<void> {
  await durable.wake(key); // the task looks now, and not in ten seconds
}
// #endregion

const pushing = setInterval(() => {
  for (const key of farm.jobs.keys()) void onWebhook(key);
}, 20);
await using client = await connect(server);
const { structured } = await client.callTool("render", { scene: "harbour" });
const [id] = farm.jobs.keys();
assert.deepEqual(structured, { url: `https://farm.example/${id}` });
assert.deepEqual(farm.cancelled, []);
clearInterval(pushing);
await client.close();
await server.close(); // its engine keeps the process alive
