import { MortiseError } from "@mortise/protocol";
import { expect, test } from "vitest";
import { connectionFailed } from "./connection-failed.ts";

test("the message names the service and the reason, and the cause is kept", () => {
  const cause = new Error("connect ECONNREFUSED 127.0.0.1:1");
  const error = connectionFailed("Redis", cause);
  expect(error).toMatchObject({ code: "CONNECTION_FAILED", cause });
  expect(error.message).toBe("Redis failed: connect ECONNREFUSED 127.0.0.1:1");
});

test("each address that was tried is named", () => {
  const cause = new AggregateError([new Error("::1 refused"), new Error("127.0.0.1 refused")], "");
  expect(connectionFailed("Redis", cause).message).toBe(
    "Redis failed: ::1 refused; 127.0.0.1 refused",
  );
});

test("a MortiseError stays what it is, and anything else becomes text", () => {
  const closed = new MortiseError("CLOSED", "closed");
  expect(connectionFailed("Redis", closed)).toBe(closed);
  expect(connectionFailed("Redis", 7).message).toBe("Redis failed: 7");
});
