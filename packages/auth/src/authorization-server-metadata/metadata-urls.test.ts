import { expect, test } from "vitest";
import { isSameIssuer } from "./issuer.ts";
import { metadataUrls } from "./metadata-urls.ts";

const hrefs = (issuer: string): readonly string[] => metadataUrls(issuer).map(({ href }) => href);

test("an issuer without a path is looked up at its root, OAuth first", () => {
  const expected = [
    "https://id.example/.well-known/oauth-authorization-server",
    "https://id.example/.well-known/openid-configuration",
  ];
  expect(hrefs("https://id.example")).toEqual(expected);
  expect(hrefs("https://id.example/")).toEqual(expected);
});

test("an issuer with a path keeps it, inserted first and appended last", () => {
  expect(hrefs("https://id.example/tenant/a")).toEqual([
    "https://id.example/.well-known/oauth-authorization-server/tenant/a",
    "https://id.example/.well-known/openid-configuration/tenant/a",
    "https://id.example/tenant/a/.well-known/openid-configuration",
  ]);
});

test.each([
  ["https://a.example", "https://a.example", true],
  ["https://a.example", "https://a.example/", true],
  ["https://a.example/x", "https://a.example/x/", false],
  ["https://a.example", "https://b.example", false],
  ["https://a.example", "https://A.example", false],
  ["https://a.example", "http://a.example", false],
  ["https://a.example:443", "https://a.example", false],
  ["https://a.example", "https://a.example/?", false],
])("%s and %s: %s", (one, other, isSame) => {
  expect([isSameIssuer(one, other), isSameIssuer(other, one)]).toEqual([isSame, isSame]);
});
