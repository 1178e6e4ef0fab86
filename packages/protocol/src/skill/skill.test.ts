import { expect, test } from "vitest";
import { skillDigest } from "./digest.ts";
import { isSkillName } from "./skill.ts";

test.each(["a", "7", "pdf-processing", "a-1-b", "x".repeat(64)])("%s can name a skill", (name) => {
  expect(isSkillName(name)).toBe(true);
});

test.each(["", "-a", "a-", "a--b", "A", "a_b", "a b", "é", "x".repeat(65), "a\n", undefined, 7])(
  "%j cannot name a skill",
  (name) => {
    expect(isSkillName(name)).toBe(false);
  },
);

test("a digest is the SHA-256 of the bytes in lower-case hexadecimal", async () => {
  expect(await skillDigest(new Uint8Array())).toBe(
    "sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
  );
});
