import { expect, test } from "vitest";
import { checkCall } from "./check-call.ts";

test.each([
  [
    { name: "add", arguments: { a: 1 } },
    {},
    'callTool takes the name and then the arguments: callTool("add", { … }); the name is an object',
  ],
  [
    undefined,
    {},
    "callTool takes the name and then the arguments: callTool(name, { … }); the name is undefined",
  ],
  ["add", "a=1", 'The arguments of "add" are an object, such as { key: value }, not a string'],
  ["add", [1], 'The arguments of "add" are an object, such as { key: value }, not a list'],
  ["add", null, 'The arguments of "add" are an object, such as { key: value }, not null'],
])("callTool(%j, %j) is refused", (name, input, message) => {
  expect(() => checkCall("callTool", name, input)).toThrow(
    expect.objectContaining({ code: "INVALID_OPTION", message }),
  );
});

test("a name and an object are accepted", () => {
  expect(() => checkCall("callTool", "add", { a: 1 })).not.toThrow();
});
