import { expect, test } from "vitest";
import { parseApiUrl } from "./api-url.ts";

test("an address is taken over https, or over http on this machine", () => {
  expect(parseApiUrl("https://slack.com/api/")).toBe("https://slack.com/api/");
  expect(parseApiUrl("http://[::1]:4000/api")).toBe("http://[::1]:4000/api");
});

test("what is no URL, or would send the token in the clear, is refused", () => {
  expect(() => parseApiUrl("slack.com/api")).toThrow("is no URL");
  expect(() => parseApiUrl("http://slack.example/api/")).toThrow("unencrypted");
  expect(() => parseApiUrl("http://127.0.0.1.evil.example/")).toThrow("unencrypted");
});
