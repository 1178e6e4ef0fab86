import { expect, test } from "vitest";
import type { CallState } from "../../contract/index.ts";
import { judgeSaved } from "./use-saved-runs.ts";

const CALL: CallState = {
  id: "c1",
  connection: "self",
  method: "tools/call",
  params: {},
  startedAt: 0,
  status: "done",
  rounds: 1,
  result: { content: [], structuredContent: { a: 1 } },
};

test("without an expected result a call only must not fail", () => {
  expect(judgeSaved({}, CALL).verdict).toBe("passed");
  expect(judgeSaved({}, { ...CALL, result: { content: [], isError: true } }).verdict).toBe(
    "failed",
  );
  expect(judgeSaved({}, { ...CALL, status: "cancelled" }).verdict).toBe("failed");
  const error = { code: -32602, message: "no such tool" };
  expect(judgeSaved({}, { ...CALL, status: "failed", error }).differences).toEqual([
    { pointer: "", text: "JSON-RPC error -32602: no such tool" },
  ]);
});

test("an expected result is compared, an expected failure too", () => {
  const expected = { content: [], structuredContent: { a: 1 } };
  expect(judgeSaved({ expect: expected }, CALL)).toEqual({ verdict: "passed", differences: [] });
  const other = { ...CALL, result: { content: [], structuredContent: { a: 2 } } };
  expect(judgeSaved({ expect: expected }, other)).toEqual({
    verdict: "failed",
    differences: [{ pointer: "/structuredContent/a", text: "1 was expected, and 2 came" }],
  });
  const failing = { content: [], isError: true };
  expect(judgeSaved({ expect: failing }, { ...CALL, result: failing }).verdict).toBe("passed");
});
