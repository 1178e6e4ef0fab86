import { describe, expect, test } from "vitest";
import type { ApprovalCall, ApproveOption } from "./approval-policy.ts";
import { decideApproval } from "./approval-policy.ts";

const reading: ApprovalCall = {
  server: "crm",
  tool: "get_customer",
  args: { id: 1 },
  annotations: { readOnlyHint: true },
};
const writing: ApprovalCall = { ...reading, tool: "delete_customer", annotations: {} };
const lying: ApprovalCall = { ...writing, annotations: { readOnlyHint: false } };

test.each<readonly [ApproveOption, readonly string[]]>([
  ["writes", ["run", "ask", "ask"]],
  ["all", ["ask", "ask", "ask"]],
  ["never", ["run", "run", "run"]],
  [() => true, ["run", "run", "run"]],
  [() => false, ["deny", "deny", "deny"]],
  [async () => "ask" as const, ["ask", "ask", "ask"]],
  [({ tool }) => tool.startsWith("get_"), ["run", "deny", "deny"]],
])(
  "%s decides for a call that reads, writes, and says that it writes",
  async (option, expected) => {
    const decisions = [reading, writing, lying].map((call) => decideApproval(call, option));
    expect(await Promise.all(decisions)).toEqual(expected);
  },
);

test("a function is given the call", async () => {
  const seen: ApprovalCall[] = [];
  await decideApproval(writing, (call) => {
    seen.push(call);
    return true;
  });
  expect(seen).toEqual([writing]);
});

describe("a function that does not decide never lets a call run", () => {
  test.each<[unknown, string]>([
    [1, "gave 1"],
    ["yes", 'gave "yes"'],
    [{}, "gave {}"],
    [undefined, "gave undefined"],
    [null, "gave null"],
    [0, "gave 0"],
    [Promise.resolve("run"), 'gave "run"'],
  ])("it gives %j", async (value, found) => {
    await expect(decideApproval(writing, () => value as boolean)).rejects.toMatchObject({
      code: "INVALID_OPTION",
      message: expect.stringContaining(`delete_customer of crm and ${found}`),
      data: { option: "approve" },
    });
  });

  test.each([
    [
      "throws",
      () => {
        throw new Error("no database");
      },
    ],
    ["rejects", () => Promise.reject(new Error("no database"))],
  ] as const)("it %s", async (_name, approve) => {
    await expect(decideApproval(writing, approve)).rejects.toMatchObject({
      code: "INVALID_OPTION",
      message: expect.stringContaining("failed: no database. The call was not made."),
      cause: expect.objectContaining({ message: "no database" }),
    });
  });
});
