import { expect, test } from "vitest";
import { tapHeader, tapUrl } from "./tap.ts";

test.each([
  "Authorization",
  "Proxy-Authorization",
  "X-Forwarded-Authorization",
  "Cookie",
  "Set-Cookie",
  "Cookie2",
  "DPoP",
  "X-API-Key",
  "apikey",
  "Ocp-Apim-Subscription-Key",
  "X-Auth-Token",
  "X-CSRF-Token",
  "X-Amz-Security-Token",
  "X-Secret",
  "Cf-Access-Jwt-Assertion",
  "Mcp-Session-Id",
  "Signature",
  "X-Auth",
  "X-Password",
  "X-Credential",
  "X-Private-Key",
  "api_key",
  "X-XSRF",
])("the value of %s is redacted", (name) => {
  expect(tapHeader(name, "secret")).toEqual([name.toLowerCase(), "(redacted)"]);
});

test.each([
  ["Mcp-Method", "tools/call"],
  ["DPoP-Nonce", "next"],
  ["WWW-Authenticate", 'Bearer realm="a"'],
  ["Idempotency-Key", "1"],
])("%s keeps its value", (name, value) => {
  expect(tapHeader(name, value)).toEqual([name.toLowerCase(), value]);
});

test.each([
  ["X-Debug", "sent Bearer abc-token-1", "sent Bearer (redacted)"],
  ["X-Original-URL", "/mcp?key=a&x=1", "/mcp?key=(redacted)&x=1"],
  ["Mcp-Name", "docs://a?token=abc", "docs://a?token=(redacted)"],
  ["X-Context", '{"password" : "x"}', '{"password" : "(redacted)"}'],
])("a credential in the value of %s is redacted", (name, value, shown) => {
  expect(tapHeader(name, value)).toEqual([name.toLowerCase(), shown]);
});

test("a header that is a URL has the credentials of its query redacted", () => {
  expect(tapHeader("Location", "/callback?code=abc&state=1")).toEqual([
    "location",
    "/callback?code=(redacted)&state=1",
  ]);
});

test.each([
  [
    "/mcp?access_token=a&page=2&api_key=b",
    "/mcp?access_token=(redacted)&page=2&api_key=(redacted)",
  ],
  ["/mcp?key=a&sig=b&signature=c", "/mcp?key=(redacted)&sig=(redacted)&signature=(redacted)"],
  ["/mcp?client_secret=a&id_token=b", "/mcp?client_secret=(redacted)&id_token=(redacted)"],
  ["/mcp?X-Amz-Signature=a", "/mcp?X-Amz-Signature=(redacted)"],
  ["/mcp?%74oken=a", "/mcp?%74oken=(redacted)"],
  ["/mcp?TOKEN=a=b#access_token=c", "/mcp?TOKEN=(redacted)#access_token=(redacted)"],
  ["https://ann:password@a.example/mcp?x=1", "https://(redacted)@a.example/mcp?x=1"],
  ["/mcp?keyboard=a&zip_code=b&%=c", "/mcp?keyboard=a&zip_code=b&%=c"],
  ["https://a.example/token=1", "https://a.example/token=1"],
])("the URL %s is shown as %s", (url, shown) => {
  expect(tapUrl(url)).toBe(shown);
});
