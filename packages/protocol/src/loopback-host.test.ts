import { expect, test } from "vitest";
import { isLoopbackHost, isSecureUrl } from "./loopback-host.ts";

test.each([
  "http://localhost/",
  "http://LOCALHOST:3000/",
  "http://localhost./",
  "http://app.localhost:8080/cb",
  "http://127.0.0.1/",
  "http://127.9.9.9:1/",
  "http://2130706433/",
  "http://[::1]:3000/",
])("%s is on this machine", (url) => {
  expect(isLoopbackHost(new URL(url).hostname)).toBe(true);
  expect(isSecureUrl(new URL(url))).toBe(true);
});

test.each([
  "http://localhost.evil.example/",
  "http://evillocalhost/",
  "http://localhost@evil.example/",
  "http://localhost:x@evil.example/",
  "http://127.0.0.1.evil.example/",
  "http://[::ffff:10.0.0.1]/",
  "http://0.0.0.0/",
  "http://10.0.0.1/",
])("%s is not", (url) => {
  expect(isLoopbackHost(new URL(url).hostname)).toBe(false);
  expect(isSecureUrl(new URL(url))).toBe(false);
});

test("https is safe everywhere, and another scheme nowhere", () => {
  expect(isSecureUrl(new URL("https://id.example/"))).toBe(true);
  expect(isSecureUrl(new URL("ftp://localhost/"))).toBe(false);
});
