import { systemRandom } from "@mortise/protocol";
import { expect, test } from "vitest";
import { KeyRing } from "./key-ring.ts";

const OLD = "an old secret of more than 32 characters";
const NEW = "a new secret of more than 32 characters!";

function ring(secrets: readonly string[], purpose = "test"): KeyRing {
  return new KeyRing(secrets, { purpose, option: "keys", random: systemRandom });
}

test("a sealed text opens at its place alone, and says nothing of the text", () => {
  const sealed = ring([NEW]).seal("the text", "row 1");
  expect(sealed).toMatch(/^[\w-]+$/);
  expect(Buffer.from(sealed, "base64url").toString("latin1")).not.toContain("the text");
  expect(ring([NEW]).open(sealed, "row 1")).toBe("the text");
  expect(ring([NEW]).open(sealed, "row 2")).toBeUndefined();
});

test("a ring opens what each of its secrets sealed, and seals by the first", () => {
  const old = ring([OLD]);
  const both = ring([NEW, OLD]);
  expect(both.open(old.seal("a", "p"), "p")).toBe("a");
  expect(old.open(both.seal("a", "p"), "p")).toBeUndefined();
  expect(both.ids).toEqual([...ring([NEW]).ids, ...old.ids]);
  expect(old.open(both.seal("a", "p", old.ids[0]), "p")).toBe("a");
});

test("another secret, another purpose, and any changed byte open nothing", () => {
  const sealed = ring([NEW]).seal("a", "p");
  expect(ring([OLD]).open(sealed, "p")).toBeUndefined();
  expect(ring([NEW], "other").open(sealed, "p")).toBeUndefined();
  const bytes = Buffer.from(sealed, "base64url");
  for (const index of bytes.keys()) {
    const changed = Buffer.from(bytes);
    changed[index] = (changed[index] as number) ^ 1;
    expect(ring([NEW]).open(changed.toString("base64url"), "p")).toBeUndefined();
  }
  expect(ring([NEW]).open("", "p")).toBeUndefined();
});

test("a key that is not of the ring seals nothing", () => {
  expect(() => ring([NEW]).seal("a", "p", "00000000")).toThrow("no key 00000000");
});

test.each([[[]], [["short"]], [[NEW, "short"]]])("the secrets %o are refused", (secrets) => {
  expect(() => ring(secrets)).toThrow("keys must have at least 32 characters");
});
