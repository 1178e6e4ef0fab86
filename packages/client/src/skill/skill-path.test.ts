import { expect, test } from "vitest";
import { resolveReference, sameSpelling } from "./skill-path.ts";

const ROOT = "skill://acme/billing/refund/";

test.each([
  ["references/FORMS.md", "references/FORMS.md"],
  ["./references/FORMS.md", "references/FORMS.md"],
  ["references/../SKILL.md", "SKILL.md"],
  ["references//FORMS.md", "references/FORMS.md"],
  ["references/FORMS.md#section", "references/FORMS.md"],
  ["a b.txt", "a%20b.txt"],
  ["a%20b.txt", "a%20b.txt"],
  ["100%.txt", "100%25.txt"],
  [`${ROOT}references/FORMS.md`, "references/FORMS.md"],
])("%s is the file %s of the skill", (reference, path) => {
  expect(resolveReference(ROOT, reference)).toBe(ROOT + path);
});

test.each([
  "../other/SKILL.md",
  "references/../../other/SKILL.md",
  "%2e%2e/other/SKILL.md",
  "a%2F..%2F..%2Fother",
  "..\\other",
  "a%5Cb",
  "/etc/passwd",
  "file:///etc/passwd",
  "https://example.com/x",
  "skill://acme/billing/other/SKILL.md",
  `${ROOT}../other/SKILL.md`,
])("%s is no file of the skill", (reference) => {
  expect(() => resolveReference(ROOT, reference)).toThrow(
    expect.objectContaining({
      code: "VERIFICATION_FAILED",
      data: { reason: "unlisted", uri: reference },
    }),
  );
});

test("two spellings of one URI are the same", () => {
  expect(sameSpelling("skill://x/a%20b(1).txt")).toBe(sameSpelling("skill://x/a b%281%29.txt"));
  expect(sameSpelling("skill://x/a%2Fb")).not.toBe(sameSpelling("skill://x/a/b"));
});
