import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test, vi } from "vitest";
import { connect, createServer } from "../../index.ts";
import { tasks } from "../../tasks.ts";
import { callWithProgress } from "./call-with-progress.ts";

test("--timeout leaves the task of a call, with how to wait for it again", async () => {
  const folder = mkdtempSync(join(tmpdir(), "mortise-call-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const gate = Promise.withResolvers<void>();
  const database = `sqlite:${join(folder, "tasks.db")}`;
  const server = createServer({ name: "desk", version: "1.0.0", tasks: tasks({ database }) }).tool(
    "export",
    { description: "Exports.", task: { poll: "20ms" } },
    async () => {
      await gate.promise;
      return "exported";
    },
  );
  onTestFinished(() => server.close());
  const notes: string[] = [];
  const write = vi.spyOn(process.stderr, "write").mockImplementation((text) => {
    notes.push(String(text));
    return true;
  });
  onTestFinished(() => write.mockRestore());
  await using client = await connect(server);
  const { signal } = new AbortController();
  const call = callWithProgress(client, { name: "export", values: {} }, { signal, timeout: 50 });
  const error = await call.then(
    () => undefined,
    (reason: unknown) => reason as { readonly data: { readonly taskId: string } },
  );
  const taskId = String(error?.data.taskId);
  expect(error).toMatchObject({
    code: "TIMEOUT",
    message: `The task has not ended within 50 ms and goes on; --task ${taskId} waits for it again`,
  });
  expect(notes.join("")).toContain(`this call is the task ${taskId};`);
  gate.resolve();
  expect((await client.task(taskId).result()).text).toBe("exported");
});
