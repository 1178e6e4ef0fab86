import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { connect } from "mortise";
import "mortise/vitest";
import { afterAll, expect, test, vi } from "vitest";

const folder = mkdtempSync(join(tmpdir(), "reports-"));
vi.stubEnv("DATABASE_URL", `sqlite:${join(folder, "tasks.db")}`);
const { default: server } = await import("./server.ts");
vi.unstubAllEnvs();

afterAll(async () => {
  await server.close();
  rmSync(folder, { recursive: true, force: true });
});

test("a report is a task, and written when its question is answered", async () => {
  const asked: string[] = [];
  const begun: string[] = [];
  await using client = await connect(server, {
    elicit: async ({ message }) => {
      asked.push(message);
      return { action: "accept", content: { approve: true } };
    },
  });
  const report = await client.callTool(
    "write_report",
    { quarter: "Q2" },
    { onTask: ({ id }) => void begun.push(id) },
  );

  expect(report).toHaveStructured({ orders: 28, file: expect.stringMatching(/Q2\.csv$/) });
  expect(asked).toEqual(["Write the report of Q2 with 28 orders?"]);
  expect(begun).toHaveLength(1);
});

test("a report that is not approved is not written", async () => {
  await using client = await connect(server, { elicit: async () => ({ action: "decline" }) });
  const report = await client.callTool("write_report", { quarter: "Q1" });
  expect(report).toHaveStructured({ orders: 31, file: null });
});
