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
  for (let count = 0; count < 400; count += 1) redaction.add(`secret-number-${count}-`);
  expect(redaction.apply("secret-number-399- secret-number-380-")).toBe("(redacted) (redacted)");
  expect(redaction.apply("secret-number-1-")).toBe("secret-number-1-");
});

test.each([
  ["Bearer   abc-token ", "refused abc-token!", "refused (redacted)!"],
  ["Bearer\tabc-token", "refused abc-token", "refused (redacted)"],
  ['a"b\\c-token', '{"key":"a\\"b\\\\c-token"}', '{"key":"(redacted)"}'],
  ["a+b/c=token", "?key=a%2Bb%2Fc%3Dtoken", "?key=(redacted)"],
  ["Basic YW5uOmh1bnRlcjI=", "no ann:hunter2, no hunter2", "no (redacted), no (redacted)"],
])("the credential %j is removed from %j, however it is written there", (value, text, shown) => {
  const redaction = new Redaction();
  redaction.add(value);
  expect(redaction.apply(text)).toBe(shown);
});

test("a credential that begins with another one is removed whole", () => {
  const redaction = new Redaction();
  redaction.add("abc-token");
  redaction.add("abc-token-of-ann");
  expect(redaction.apply("abc-token-of-ann")).toBe("(redacted)");
});

test("a credential in use outlives those that rotate beside it", () => {
  const redaction = new Redaction();
  for (let count = 0; count < 200; count += 1) {
    redaction.add("key-of-service");
    redaction.add(`Bearer rotating-${count}-`);
  }
  expect(redaction.apply("key-of-service rotating-199-")).toBe("(redacted) (redacted)");
});
