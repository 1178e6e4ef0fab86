import { expect, test } from "vitest";
import { Redaction } from "./redaction.ts";

test("a credential is removed with its scheme, and also where it stands alone", () => {
  const redaction = new Redaction();
  redaction.add("Bearer abc-token");
  expect(redaction.apply("refused Bearer abc-token")).toBe("refused (redacted)");
  expect(redaction.apply("token=abc-token&x=abc-token")).toBe("token=(redacted)&x=(redacted)");
});

test("a credential without a scheme is removed too", () => {
  const redaction = new Redaction();
  redaction.add("k-123456");
  expect(redaction.apply("key k-123456!")).toBe("key (redacted)!");
});

test("a text without a credential stays as it is", () => {
  const redaction = new Redaction();
  redaction.add("Bearer abc-token");
  expect(redaction.apply("Bearer of bad news")).toBe("Bearer of bad news");
});

test("a value too short to be a secret is left in messages", () => {
  const redaction = new Redaction();
  redaction.add("a");
  redaction.add("Basic x");
  expect(redaction.apply("a banana and Basic x")).toBe("a banana and (redacted)");
});

test("an error loses credentials from its message, its stack and those of its causes", () => {
  const redaction = new Redaction();
  redaction.add("Bearer abc-token");
  const cause = new TypeError("sent Bearer abc-token");
  const error = new Error("lost abc-token", { cause });
  expect(redaction.applyToError(error)).toBe(error);
  expect([error.message, cause.message]).toEqual(["lost (redacted)", "sent (redacted)"]);
  expect(`${error.stack} ${cause.stack}`).not.toContain("abc-token");
});

test("an error that is its own cause, one that cannot be changed and another value stay safe", () => {
  const redaction = new Redaction();
  redaction.add("abc-token");
  const error = new Error("abc-token");
  error.cause = error;
  expect(redaction.applyToError(error).message).toBe("(redacted)");
  const frozen = Object.freeze(new Error("abc-token"));
  expect(redaction.applyToError(frozen)).toBe(frozen);
  expect(redaction.applyToError("abc-token")).toBe("abc-token");
});

test("a JSON value loses credentials from its texts, not from its names", () => {
  const redaction = new Redaction();
  redaction.add("message");
  const value = { message: "a message", data: [1, null, { message: "message" }] };
  expect(redaction.applyToJson(value)).toEqual({
    message: "a (redacted)",
    data: [1, null, { message: "(redacted)" }],
  });
});

test("earlier credentials of a connection are removed as well, as many as there are of late", () => {
  const redaction = new Redaction();
  for (let count = 0; count < 40; count += 1) redaction.add(`secret-number-${count}-`);
  expect(redaction.apply("secret-number-39- secret-number-20-")).toBe("(redacted) (redacted)");
  expect(redaction.apply("secret-number-1-")).toBe("secret-number-1-");
});
