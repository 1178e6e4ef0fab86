import { expect, test } from "vitest";
import { normalizeUri, spellingsOf } from "./uri-spelling.ts";

test.each([
  ["docs://ä b", "docs://%C3%A4%20b"],
  ["docs://%c3%a4 b", "docs://%C3%A4%20b"],
  ["docs://%7Eada/%41", "docs://~ada/A"],
  // A reserved character is another one when it is encoded.
  ["docs://a%2fb", "docs://a%2Fb"],
  ["docs://a/b?c#d", "docs://a/b?c#d"],
  // An encoded percent sign begins no escape.
  ["docs://a%2520b", "docs://a%2520b"],
  ["docs://100%25", "docs://100%25"],
  ["docs://{x}", "docs://%7Bx%7D"],
  ["docs://\u{1f600}", "docs://%F0%9F%98%80"],
  // A URI that breaks the encoding stays as it is.
  ["docs://%", "docs://%"],
  ["docs://%ff", "docs://%ff"],
  ["docs://\ud800", "docs://%EF%BF%BD"],
])("%s is normalized as %s, and normalizing that changes nothing", (uri, normal) => {
  expect(normalizeUri(uri)).toBe(normal);
  expect(normalizeUri(normal)).toBe(normal);
});

test("the spellings of a URI are all of the same resource", () => {
  expect(spellingsOf("docs://a")).toEqual(["docs://a"]);
  expect(spellingsOf("docs://a%20b")).toEqual(["docs://a%20b", "docs://a b", "docs://a%20b"]);
  expect(spellingsOf("docs://%")).toEqual(["docs://%"]);
  for (const uri of ["docs://a%2520b", "docs://a%2Fb ü", "docs://%25 %2f"]) {
    const normal = spellingsOf(uri).map(normalizeUri);
    expect(new Set(normal)).toEqual(new Set([normalizeUri(uri)]));
  }
});
