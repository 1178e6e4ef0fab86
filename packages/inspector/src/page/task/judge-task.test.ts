import { expect, test } from "vitest";
import type { TaskState } from "../../contract/index.ts";
import { endOfTask, isUnderWay, judgeTask } from "./judge-task.ts";

const task: TaskState["task"] = {
  taskId: "t",
  status: "working",
  createdAt: "2026-11-28T08:00:00.000Z",
  lastUpdatedAt: "2026-11-28T08:00:01.000Z",
  ttlMs: 60_000,
};
const state: TaskState = { connection: "self", lane: "inspector", task, changes: [] };

test.each([
  ["working", true, "working"],
  ["input_required", true, "asks"],
  ["completed", false, "completed"],
  ["failed", false, "failed"],
  ["cancelled", false, "cancelled"],
] as const)("a task that is %s", (status, isOpen, text) => {
  const one = { ...state, task: { ...task, status } };
  expect(isUnderWay(one)).toBe(isOpen);
  expect(judgeTask(one).text).toBe(text);
});

test("a task that the server no longer has is over, whatever it was last", () => {
  const one = { ...state, gone: "There is no task" };
  expect(isUnderWay(one)).toBe(false);
  expect(judgeTask(one).text).toBe("gone");
});

test("a task ends its time to live after its creation", () => {
  expect(endOfTask(task)).toBe(Date.parse("2026-11-28T08:01:00.000Z"));
  expect(endOfTask({ ...task, ttlMs: null })).toBeUndefined();
  expect(endOfTask({ ...task, createdAt: "yesterday" })).toBeUndefined();
});
