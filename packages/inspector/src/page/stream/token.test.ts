import { expect, test } from "vitest";
import type { TokenPlace } from "./token.ts";
import { takeToken } from "./token.ts";

function place(hash: string): TokenPlace & { readonly shown: string[] } {
  const stored = new Map<string, string>();
  const shown: string[] = [];
  return {
    shown,
    location: { hash, pathname: "/s/self", search: "?row=1" },
    history: { state: null, replaceState: (_state, _title, url) => void shown.push(String(url)) },
    sessionStorage: {
      getItem: (key) => stored.get(key) ?? null,
      setItem: (key, value) => void stored.set(key, value),
    },
  };
}

test("the token leaves the address and stays in the tab", () => {
  const first = place("#token=abc");
  expect(takeToken(first)).toBe("abc");
  expect(first.shown).toEqual(["/s/self?row=1"]);
  expect(takeToken({ ...first, location: { ...first.location, hash: "" } })).toBe("abc");
});

test("an address without a token has none, and stays", () => {
  const first = place("#other");
  expect(takeToken(first)).toBeUndefined();
  expect(first.shown).toEqual([]);
});
