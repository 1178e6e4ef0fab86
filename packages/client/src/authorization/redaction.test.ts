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

test("earlier credentials of a connection are removed as well, as many as there are of late", () => {
  const redaction = new Redaction();
  for (let count = 0; count < 40; count += 1) redaction.add(`secret-number-${count}-`);
  expect(redaction.apply("secret-number-39- secret-number-20-")).toBe("(redacted) (redacted)");
  expect(redaction.apply("secret-number-1-")).toBe("secret-number-1-");
});
