import type { TaskSummary } from "@mortise/protocol";
import { expect, test } from "vitest";
import type { TaskState } from "../../contract/index.ts";
import { adviseAnswer } from "./advise-answer.ts";

const at = "2026-11-28T08:00:00.000Z";
const seen: TaskState = {
  connection: "self",
  lane: "inspector",
  task: { taskId: "t", status: "input_required", createdAt: at, lastUpdatedAt: at, ttlMs: null },
  changes: [],
};
const kept: TaskSummary = {
  taskId: "t",
  owner: "ann",
  kind: "export",
  revision: "1",
  status: "input_required",
  phase: "waiting",
  isDead: false,
  attempt: 1,
  attempts: 3,
  failures: 0,
  crashes: 0,
  createdAt: at,
  lastUpdatedAt: at,
  expiresAt: at,
};

test.each([
  ["was seen to ask", { id: "t", seen }, /^Follow the task to answer/],
  ["an anonymous caller began", { id: "t", kept: { ...kept, owner: "" } }, /^Follow the task/],
  ["another owner began", { id: "t", kept }, /^Only the owner, ann, can answer: .*consent/],
  ["another owner's process keeps", { id: "t", kept: { ...kept, phase: "running" } }, /^Only/],
  ["has ended", { id: "t", kept: { ...kept, phase: "done" } }, undefined],
  ["the page itself began", { id: "t", seen, kept }, /^Follow the task/],
  [
    "the wire knows newer",
    { id: "t", seen: { ...seen, lane: "cursor" }, kept: { ...kept, lastUpdatedAt: "2026-11-27" } },
    /^Only the owner/,
  ],
  ["is gone", { id: "t", seen: { ...seen, gone: "no such task" } }, undefined],
  ["works", { id: "t", kept: { ...kept, status: "working", phase: "running" } }, undefined],
  ["was not seen", { id: "t" }, undefined],
] as const)("the advice for a task that %s", (_what, task, words) => {
  if (words === undefined) expect(adviseAnswer(task, false)).toBeUndefined();
  else expect(adviseAnswer(task, false)).toMatch(words);
});

test("a task that the page follows has its form with the result", () => {
  expect(adviseAnswer({ id: "t", seen }, true)).toMatch(/with its result/);
  expect(adviseAnswer({ id: "t" }, true)).toBeUndefined();
});
