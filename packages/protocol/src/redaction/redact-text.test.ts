import { expect, test } from "vitest";
import { redactMembers, redactText } from "./redact-text.ts";

test.each([
  ['{"password": "x"}', '{"password": "(redacted)"}'],
  ['{"password" : "x y\\"z", "a": 1}', '{"password" : "(redacted)", "a": 1}'],
  ['{ "authorization" : "Bearer abc" }', '{ "authorization" : "(redacted)" }'],
  ['{\n  "client_secret"\n:\n "x"\n}', '{\n  "client_secret"\n:\n "(redacted)"\n}'],
  ['{"apiKey":123,"maxTokens":300}', '{"apiKey":(redacted),"maxTokens":300}'],
  [
    '"{\\"password\\" : \\"x y\\", \\"a\\": 1}"',
    '"{\\"password\\" : \\"(redacted)\\", \\"a\\": 1}"',
  ],
  ["{ password: 'x y', a: 1 }", '{ password: "(redacted)", a: 1 }'],
  ['password => "x"', 'password => "(redacted)"'],
  ["authorization:Bearer   abc.def", "authorization:(redacted)"],
  ["Authorization :\tBasic dXNlcjpw==", "Authorization :\t(redacted)"],
  ['Authorization: Digest username="a", response="b"', "Authorization: (redacted)"],
  ["Cookie: sid=abc; theme=dark", "Cookie: (redacted)"],
  ["GET /\r\nSet-Cookie: sid=abc\r\nAccept: */*", "GET /\r\nSet-Cookie: (redacted)\r\nAccept: */*"],
  ['x-api-key: "k-123"', 'x-api-key: "(redacted)"'],
  ["password=hunter2&x=1", "password=(redacted)&x=1"],
  ["password = hunter2 next", "password = (redacted) next"],
  ["PASSWORD: hunter2", "PASSWORD: (redacted)"],
  ["AWS_SECRET_ACCESS_KEY: abc", "AWS_SECRET_ACCESS_KEY: (redacted)"],
  ["sent Bearer abc-token-1 to it", "sent Bearer (redacted) to it"],
  ["postgres://ann:p@ss@db:5432/x?a=1", "postgres://(redacted)@db:5432/x?a=1"],
  [
    "GET https://a.example/x?token=abc#access_token=d",
    "GET https://a.example/x?token=(redacted)#access_token=(redacted)",
  ],
  ["eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.abc-def", "(redacted)"],
  ["no access for sk-ant-api03-abcdefghijklmnopqrst", "no access for (redacted)"],
  ["ghp_abcdefghijklmnopqrstuvwxyz0123456789!", "(redacted)!"],
  ["a -----BEGIN RSA PRIVATE KEY-----\nMIIE\n-----END RSA PRIVATE KEY----- b", "a (redacted) b"],
])("%j is shown as %j", (text, shown) => {
  expect(redactText(text)).toBe(shown);
  expect(redactText(shown)).toBe(shown);
});

test.each([
  "token: expected string, received undefined",
  "authorization: expected string",
  "api key: missing",
  "Basic authentication is required",
  "The tokens: 300 of 4000",
  '{"password":null,"token":true}',
  'WWW-Authenticate: Bearer realm="a"',
  "the secret of a good tea",
])("%j stays as it is", (text) => {
  expect(redactText(text)).toBe(text);
});

test("members with the names of credentials are redacted at any depth, and texts in any member", () => {
  const value = {
    user: { name: "Ann", Password: "x", apiKeys: ["a"] },
    list: [{ access_token: 7 }, "Bearer abc-token-1", null, 5],
    maxTokens: 300,
  };
  expect(redactMembers(value)).toEqual({
    user: { name: "Ann", Password: "(redacted)", apiKeys: "(redacted)" },
    list: [{ access_token: "(redacted)" }, "Bearer (redacted)", null, 5],
    maxTokens: 300,
  });
});
