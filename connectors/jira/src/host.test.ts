import { expect, test } from "vitest";
import { parseHost } from "./host.ts";

test("a site is taken with or without slash and path", () => {
  expect(parseHost("https://acme.atlassian.net/")).toBe("https://acme.atlassian.net");
  expect(parseHost("https://proxy.example/jira//")).toBe("https://proxy.example/jira");
  expect(parseHost("http://127.0.0.1:8080")).toBe("http://127.0.0.1:8080");
});

test("an invalid URL, and one that would send the token unencrypted, are refused", () => {
  expect(() => parseHost("acme.atlassian.net")).toThrow("https://acme.atlassian.net");
  expect(() => parseHost("file:///etc")).toThrow("is not a URL");
  expect(() => parseHost("http://acme.example")).toThrow("unencrypted");
  expect(() => parseHost("http://127.0.0.1.evil.example")).toThrow("unencrypted");
});
