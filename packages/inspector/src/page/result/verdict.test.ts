import { expect, test } from "vitest";
import type { CallState } from "../../contract/index.ts";
import { judgeCall } from "./verdict.ts";

const CALL: CallState = {
  id: "a",
  connection: "self",
  method: "tools/call",
  params: {},
  startedAt: 0,
  status: "done",
  rounds: 1,
};
const FAILURE = { code: "CONNECTION_FAILED", step: "s", cause: "c", fix: "f" };

test.each([
  [{ ...CALL, status: "running" }, undefined, "running"],
  [CALL, { content: [] }, "ok"],
  [CALL, { content: [], isError: true }, "tool-error"],
  [{ ...CALL, status: "failed", error: { code: -32602, message: "m" } }, undefined, "rpc-error"],
  [{ ...CALL, status: "failed", failure: FAILURE }, undefined, "failure"],
  [{ ...CALL, status: "cancelled" }, undefined, "cancelled"],
] as const)("%j with the result %j is %s", (call, result, kind) => {
  expect(judgeCall(call, result).kind).toBe(kind);
});
