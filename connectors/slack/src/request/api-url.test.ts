import { expect, test } from "vitest";
import { parseApiUrl } from "./api-url.ts";

test("an address is taken over https, or over http on this machine", () => {
  expect(parseApiUrl("https://slack.com/api/")).toBe("https://slack.com/api/");
  expect(parseApiUrl("http://[::1]:4000/api")).toBe("http://[::1]:4000/api");
});

test("an invalid URL, and one that would send the token unencrypted, are refused", () => {
  expect(() => parseApiUrl("slack.com/api")).toThrow("is not a URL");
  expect(() => parseApiUrl("http://slack.example/api/")).toThrow("unencrypted");
  expect(() => parseApiUrl("http://127.0.0.1.evil.example/")).toThrow("unencrypted");
});
