import { expect, test } from "vitest";
import { changeSettings } from "./login-settings.ts";

const BEFORE = { clientId: "a", clientSecret: "s", callbackPort: 3118, scopes: ["read"] };

test.each([
  [{}, BEFORE],
  [{ scopes: ["write", "read"] }, { ...BEFORE, scopes: ["read", "write"] }],
  [{ callbackPort: 3000 }, { ...BEFORE, callbackPort: 3000 }],
  [{ clientId: "a" }, BEFORE],
  [{ clientId: "b" }, { clientId: "b", callbackPort: 3118, scopes: ["read"] }],
  [
    { clientId: "b", clientSecret: "t" },
    { ...BEFORE, clientId: "b", clientSecret: "t" },
  ],
])("%j changes nothing else", (changes, after) => {
  expect(changeSettings(BEFORE, changes)).toEqual(after);
});

test("scopes are none until some are asked for", () => {
  expect(changeSettings({}, { device: true })).toEqual({ device: true });
});
