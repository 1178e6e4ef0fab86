import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Client } from "mortise";
import { connect } from "mortise";
import type { CallToolOptions } from "mortise/client";
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from "vitest";
import { createHistoryTarget } from "../agent/server-targets.ts";
import { startSandbox } from "../sandbox/index.ts";
import type history from "./server.ts";

const sandbox = await startSandbox();
afterAll(() => sandbox.close());

/** A folder for tasks and exports. */
function openFolder(): Promise<string> {
  return mkdtemp(join(tmpdir(), "history-"));
}

type Answer = "decline" | { readonly include_conversation: boolean };

/** Starts the server as a process, with a user that answers. */
async function start(folder: string, answer: (question: string) => Answer | Promise<Answer>) {
  const target = createHistoryTarget({
    ...sandbox.env,
    TASKS_DATABASE: `sqlite:${join(folder, "tasks.db")}`,
    HISTORY_FOLDER: join(folder, "exports"),
  });
  return await connect<typeof history>(target, {
    elicit: async ({ message }) => {
      const given = await answer(message);
      return given === "decline"
        ? { action: "decline" }
        : { action: "accept", content: { ...given } };
    },
  });
}

describe("one server", () => {
  const questions: string[] = [];
  let answer: Answer = { include_conversation: true };
  let folder: string;
  let client: Client<typeof history>;

  beforeAll(async () => {
    folder = await openFolder();
    client = await start(folder, (question) => {
      questions.push(question);
      return answer;
    });
  });

  afterAll(async () => {
    await client.close();
    await rm(folder, { recursive: true });
  });

  const exportOf = (customer_id: string, options: CallToolOptions = {}) =>
    client.callTool("export_customer_history", { customer_id }, options);

  const read = async (uri: unknown): Promise<string> => {
    const { contents } = await client.readResource(String(uri));
    return (contents[0] as { readonly text: string }).text;
  };

  test("an export that is not approved is not written", async () => {
    answer = "decline";
    const { structured } = await exportOf("C-1042");
    expect(structured?.uri).toBeNull();
    expect(await readdir(folder)).not.toContain("exports");
  });

  test("a history is exported as a task, and read as a resource", async () => {
    answer = { include_conversation: true };
    questions.length = 0;
    const ids: string[] = [];
    const { structured } = await exportOf("C-1042", { onTask: ({ id }) => void ids.push(id) });
    expect(ids).toHaveLength(1);
    expect(questions).toEqual([
      expect.stringMatching(/^The history of Sarah Chen \(C-1042\) holds \d+ orders?, .*Write it/),
    ]);
    const document = await read(structured?.uri);
    expect(document).toContain("# Sarah Chen (C-1042)");
    expect(document).toContain("Billing discrepancy");
    expect(document).toContain("we decided for Pro");
    const listed = await client.listResources();
    expect(listed.map(({ uri }) => uri)).toEqual([structured?.uri]);
  });

  test("the conversation is left out where the user says so", async () => {
    answer = { include_conversation: false };
    const { structured } = await exportOf("C-1042");
    expect(await read(structured?.uri)).toContain("## Conversation\n\nNone.");
  });

  test("an unknown customer is the failure of the source, and nothing is asked", async () => {
    questions.length = 0;
    expect(await exportOf("C-0")).toMatchObject({
      isError: true,
      text: expect.stringContaining("C-0"),
    });
    expect(questions).toEqual([]);
  });
});

test("an export that waits for its approval outlives its server", async () => {
  const folder = await openFolder();
  onTestFinished(() => rm(folder, { recursive: true }));
  const asked = Promise.withResolvers<void>();
  const first = await start(folder, () => {
    asked.resolve();
    return new Promise<Answer>(() => undefined);
  });
  const known = Promise.withResolvers<string>();
  const call = first.callTool(
    "export_customer_history",
    { customer_id: "C-1042" },
    { onTask: ({ id }) => known.resolve(id) },
  );
  call.catch(() => undefined);
  await asked.promise;
  await first.close();
  await expect(call).rejects.toMatchObject({ code: "CLOSED" });

  await using second = await start(folder, () => ({ include_conversation: true }));
  const { structured } = await second.task(await known.promise, "export_customer_history").result();
  expect(structured).toMatchObject({ uri: expect.stringMatching(/^history:/) });
});
