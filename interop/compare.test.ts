import { expect, test } from "vitest";
import type { Observation } from "./compare.ts";
import { compareObservations } from "./compare.ts";

const seen = (answers: Readonly<Record<string, object>>): Observation => ({
  revision: "2026-07-28",
  tools: [],
  answers,
  counts: "2 tools",
});

test("equal answers are the same, and members that the other client drops may be kept", () => {
  const theirs = seen({ tools: [{ name: "add" }, { name: "fail" }] });
  const ours = seen({ tools: [{ name: "add", later: true }, { name: "fail" }] });
  expect(compareObservations(ours, theirs)).toBe("2 tools, in 2026-07-28");
});

test.each([
  ["a value", [{ name: "add" }], [{ name: "Add" }], "/tools/0/name differs"],
  ["a lost member", [{ name: "add" }], [{ name: "add", title: "Add" }], "/tools/0/title differs"],
  ["a lost entry", [{ name: "add" }], [{ name: "add" }, { name: "fail" }], "/tools: 1 of 2"],
  ["an entry too many", [{ name: "add" }, { name: "fail" }], [{ name: "add" }], "/tools: 2 of 1"],
  ["a list for an object", [[]], [{}], "/tools/0 differs"],
])("%s is a difference that names its path", (_kind, ours, theirs, message) => {
  expect(() => compareObservations(seen({ tools: ours }), seen({ tools: theirs }))).toThrow(
    message,
  );
});
