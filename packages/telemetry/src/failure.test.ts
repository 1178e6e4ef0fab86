import { ErrorCode, MortiseError, ProtocolError } from "@mortise/protocol";
import { expect, test } from "vitest";
import { describeFailure, nameError } from "./failure.ts";

test("an error of the protocol has its code twice and its message, which went over the wire", () => {
  const error = new ProtocolError(ErrorCode.InvalidParams, "No tool x");
  expect(describeFailure({ error })).toEqual({
    attributes: { "error.type": "-32602", "rpc.response.status_code": "-32602" },
    message: "No tool x",
  });
});

test("another error has its kind, and never its message", () => {
  expect(describeFailure({ error: new RangeError("secret") })).toEqual({
    attributes: { "error.type": "RangeError" },
  });
});

test("a failed tool is a failure of its own kind, and a good end is none", () => {
  expect(describeFailure({ isToolError: true })).toEqual({
    attributes: { "error.type": "tool_error" },
  });
  expect(describeFailure({})).toBeUndefined();
});

test.each([
  [new MortiseError("TIMEOUT", "late"), "TIMEOUT"],
  [new TypeError("secret"), "TypeError"],
  ["a text", "_OTHER"],
  [undefined, "_OTHER"],
])("the kind of %o is %s", (error, name) => {
  expect(nameError(error)).toBe(name);
});
