import { expect, test } from "vitest";
import { findCommitFaults } from "./commit-rule.ts";

function faultsOf(message: string): readonly string[] {
  return findCommitFaults({ id: "1749bce0000", message });
}

const GOOD = [
  "fix(server): answer an unknown method with 404\n\nThe specification asks for it.",
  "test: raise the global limit to minutes\n\nA busy machine is not a fault.\n\nTwo paragraphs.",
  "refactor(http/legacy)!: move sessions\n\nThey go together.",
];

for (const message of GOOD) {
  test(`accepts "${message.split("\n")[0]}"`, () => {
    expect(faultsOf(message)).toEqual([]);
  });
}

const BAD: readonly (readonly [message: string, fault: RegExp])[] = [
  ["server: answer 404\n\nWhy.", /type\(scope\)/],
  ["Fix the server\n\nWhy.", /type\(scope\)/],
  ["fix(server): Answer 404\n\nWhy.", /type\(scope\)/],
  ["fix(server): answer 404.\n\nWhy.", /type\(scope\)/],
  [`fix(server): ${"a".repeat(60)}\n\nWhy.`, /73 characters of at most 72/],
  ["fix(server): answer 404", /say why in a body/],
  ["fix(server): answer 404\n\n  ", /say why in a body/],
  ["fix(server): answer 404\nWhy.", /say why in a body/],
];

for (const [message, fault] of BAD) {
  test(`refuses ${JSON.stringify(message.slice(0, 40))}`, () => {
    const faults = faultsOf(message);
    expect(faults).toHaveLength(1);
    expect(faults[0]).toMatch(fault);
  });
}
