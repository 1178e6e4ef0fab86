import { expect, test } from "vitest";
import { redactUrl } from "./redact-url.ts";

test.each([
  ["https://ann:secret@a.example/x", "https://(redacted)@a.example/x"],
  ["//ann@a.example/x?a=1", "//(redacted)@a.example/x?a=1"],
  ["https://a.example/x@y?a=b@c", "https://a.example/x@y?a=b@c"],
  ["https://a.example/?access%5Ftoken=x&a=1", "https://a.example/?access%5Ftoken=(redacted)&a=1"],
  ["https://a.example/?%zz=1&token=x", "https://a.example/?%zz=1&token=(redacted)"],
  [
    "https://a.example/#a=1;%E0%A4=2&api_key=x",
    "https://a.example/#a=1;%E0%A4=2&api_key=(redacted)",
  ],
])("%s is written as %s", (url, written) => {
  expect(redactUrl(url)).toBe(written);
});
