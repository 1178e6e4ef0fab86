import { expect, test } from "vitest";
import { readAuthChallenge } from "./read-auth-challenge.ts";
import { readChallenges } from "./read-challenges.ts";

const read = (header: string): unknown =>
  readChallenges(header).map(({ scheme, parameters }) => [scheme, Object.fromEntries(parameters)]);

test.each<[header: string, expected: unknown]>([
  ["Bearer", [["bearer", {}]]],
  ["", []],
  [" , ,", []],
  ['Bearer realm="x"', [["bearer", { realm: "x" }]]],
  ["BEARER Scope=a", [["bearer", { scope: "a" }]]],
  ['Bearer scope = "a b" , error="e"', [["bearer", { scope: "a b", error: "e" }]]],
  ['Bearer a="x\\"y\\\\z"', [["bearer", { a: 'x"y\\z' }]]],
  ['Bearer a="1", a="2"', [["bearer", { a: "1" }]]],
  [
    'DPoP algs="ES256", Bearer scope="s"',
    [
      ["dpop", { algs: "ES256" }],
      ["bearer", { scope: "s" }],
    ],
  ],
  [
    'Bearer scope="s", DPoP algs="ES256 PS256", error="use_dpop_nonce"',
    [
      ["bearer", { scope: "s" }],
      ["dpop", { algs: "ES256 PS256", error: "use_dpop_nonce" }],
    ],
  ],
  [
    "Negotiate abc==, Bearer a=b",
    [
      ["negotiate", {}],
      ["bearer", { a: "b" }],
    ],
  ],
  [
    "Basic, Bearer",
    [
      ["basic", {}],
      ["bearer", {}],
    ],
  ],
  [
    'Bearer error_scope="wrong", scope="right"',
    [["bearer", { error_scope: "wrong", scope: "right" }]],
  ],
  [
    'Bearer error_description="scope=\\"no\\", Bearer x=y", scope="yes"',
    [["bearer", { error_description: 'scope="no", Bearer x=y', scope: "yes" }]],
  ],
  [
    "Bearer resource_metadata=https://a.example/.well-known/x?y=1, scope=z",
    [["bearer", { resource_metadata: "https://a.example/.well-known/x?y=1", scope: "z" }]],
  ],
  ['Bearer a="never ends', [["bearer", {}]]],
  ['"quoted", Bearer a=1', [["bearer", { a: "1" }]]],
])("%j is read", (header, expected) => {
  expect(read(header)).toEqual(expected);
});

test("a metadata URL is no scope, and a scope beside it is found in either order of schemes", () => {
  const metadata = 'resource_metadata="https://a.example/m"';
  expect(readAuthChallenge(`Bearer ${metadata}`)).toEqual({
    error: undefined,
    scopes: undefined,
    resourceMetadata: "https://a.example/m",
    offersDpop: false,
  });
  for (const header of [
    `DPoP algs="ES256", Bearer scope="a b a", ${metadata}`,
    `Bearer scope="a b a", ${metadata}, DPoP algs="ES256"`,
  ]) {
    expect(readAuthChallenge(header)).toEqual({
      error: undefined,
      scopes: ["a", "b"],
      resourceMetadata: "https://a.example/m",
      offersDpop: true,
    });
  }
  expect(readAuthChallenge('Basic realm="x"')).toBeUndefined();
  expect(readAuthChallenge(undefined)).toBeUndefined();
});

test("a hostile header takes no more time than its length", () => {
  for (const part of ['"', "\\", "a=", 'a="\\', "Bearer ", ",", "a==", " \t"]) {
    const header = `Bearer ${part.repeat(60_000)}`;
    expect(readChallenges(header).length).toBeLessThan(10_000);
  }
});
