import type { TaskSummary } from "@mortise/protocol";
import { expect, test } from "vitest";
import type { TaskState } from "../../contract/index.ts";
import { endOfTask, isUnderWay, judgeTask } from "./judge-task.ts";
import { joinTasks, newestSeen } from "./listed-task.ts";

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
  const one = { id: "t", seen: { ...state, task: { ...task, status } } };
  expect(isUnderWay(one)).toBe(isOpen);
  expect(judgeTask(one).text).toBe(text);
});

test("a task that the server no longer has is over, whatever it was last", () => {
  const one = { id: "t", seen: { ...state, gone: "There is no task" } };
  expect(isUnderWay(one)).toBe(false);
  expect(judgeTask(one).text).toBe("gone");
});

test("a task ends its time to live after its creation", () => {
  expect(endOfTask(task)).toBe(Date.parse("2026-11-28T08:01:00.000Z"));
  expect(endOfTask({ ...task, ttlMs: null })).toBeUndefined();
  expect(endOfTask({ ...task, createdAt: "yesterday" })).toBeUndefined();
});

const kept: TaskSummary = {
  taskId: "t",
  owner: "",
  kind: "export",
  revision: "1",
  status: "working",
  phase: "running",
  isDead: false,
  attempt: 1,
  attempts: 3,
  failures: 0,
  crashes: 0,
  createdAt: task.createdAt,
  lastUpdatedAt: task.lastUpdatedAt,
  expiresAt: "2026-11-28T08:01:00.000Z",
};

test.each([
  [{ phase: "delayed" }, true, "delayed"],
  [{ phase: "queued" }, true, "queued"],
  [{ phase: "running" }, true, "working"],
  [{ phase: "waiting", status: "input_required" }, true, "asks"],
  [{ phase: "done", status: "completed" }, false, "completed"],
  [{ phase: "done", status: "completed", isDead: true }, false, "failed"],
  [{ phase: "moved" }, false, "working"],
] as const)("a task that is kept as %j", (part, isOpen, text) => {
  const one = { id: "t", kept: { ...kept, ...part } };
  expect(isUnderWay(one)).toBe(isOpen);
  expect(judgeTask(one).text).toBe(text);
});

test("the message of a failure is gone once its task began again", () => {
  const seen = { ...state, task: { ...task, statusMessage: "The attempt failed unexpectedly" } };
  expect(newestSeen({ id: "t", seen, kept })).toBe(seen.task);
  expect(newestSeen({ id: "t", seen })).toBe(seen.task);
  const retried = { ...kept, lastUpdatedAt: "2026-11-28T08:00:02.000Z" };
  expect(newestSeen({ id: "t", seen, kept: retried })).toBeUndefined();
});

test("the newer of the wire and the store counts", () => {
  const ended = { ...state, task: { ...task, status: "completed" as const } };
  const later = "2026-11-28T08:00:02.000Z";
  const newer = { ...ended, task: { ...ended.task, lastUpdatedAt: later } };
  expect(judgeTask({ id: "t", seen: newer, kept }).text).toBe("completed");
  const retried = { ...kept, lastUpdatedAt: later };
  expect(judgeTask({ id: "t", seen: ended, kept: retried }).text).toBe("working");
  expect(judgeTask({ id: "t", seen: { ...newer, gone: "gone" }, kept }).text).toBe("working");
});

test("tasks that were seen and that are kept make one list, the newest first", () => {
  const older = { ...kept, taskId: "older", createdAt: "2026-11-27T08:00:00.000Z" };
  const newer = { ...kept, taskId: "newer", createdAt: "2026-11-29T08:00:00.000Z" };
  const joined = joinTasks([state], [newer, kept, older]);
  expect(joined).toEqual([
    { id: "newer", seen: undefined, kept: newer },
    { id: "t", seen: state, kept },
    { id: "older", seen: undefined, kept: older },
  ]);
});
