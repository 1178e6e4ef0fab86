import { expect, test } from "vitest";
import { bridge, devAuth, entra, github, google, oidc, testAuth } from "./index.ts";

const CLIENT = { clientId: "id", clientSecret: "a secret of the client" };
const BRIDGE = { url: "https://mcp.example/mcp", upstream: github(CLIENT) };

test.each<[object, RegExp]>([
  [{ upstream: undefined }, /upstream of bridge takes an identity provider: .*it got undefined/],
  [
    { upstream: CLIENT },
    /it got an object without the functions authorizationUrl, redeem, refresh/,
  ],
  [{ scopes: "read" }, /scopes of bridge takes a list of texts that are not empty, not a string/],
  [{ defaultScopes: ["write"] }, /defaultScopes has "write", which is not among scopes/],
  [{ secret: 5 }, /secret is a text of 32 characters or more/],
  [{ allowsUser: true }, /allowsUser of bridge takes a function, not a boolean/],
  [{ registration: "no" }, /registration of bridge takes true or false, not a string/],
  [{ redirectUris: [5] }, /redirectUris of bridge takes a list of texts .*with a number/],
  [{ enterprise: {} }, /trustedIdps takes a list/],
  [{ enterprise: { trustedIdps: [{ issuer: "id" }] } }, /trustedIdps has "id", which is no URL/],
  [{ log: 5 }, /log of bridge takes a function/],
])("bridge refuses %j", async (options, message) => {
  await expect(bridge({ ...BRIDGE, ...options } as never)).rejects.toMatchObject({
    code: "INVALID_OPTION",
    message: expect.stringMatching(message),
  });
});

test.each<[object, RegExp]>([
  [{ users: "alice" }, /users of devAuth takes a list/],
  [{ users: [{ name: "Alice" }] }, /entry 0 has neither/],
  [{ users: ["alice", { sub: "alice" }] }, /users of devAuth has "alice" twice/],
  [{ port: 99_999 }, /port of devAuth takes a port, from 0 to 65535/],
])("devAuth refuses %j", async (options, message) => {
  await expect(devAuth(options as never)).rejects.toMatchObject({
    code: "INVALID_OPTION",
    message: expect.stringMatching(message),
  });
});

test.each<[object, RegExp]>([
  [{ resources: "https://a.example" }, /resources of testAuth takes a list/],
  [{ users: [5] }, /users of testAuth takes texts/],
  [{ clients: "id" }, /clients of testAuth takes a list/],
  [{ decide: 5 }, /decide of testAuth takes a function/],
  [{ accessTokenSeconds: "5" }, /accessTokenSeconds of testAuth takes a number/],
  [{ alg: "none" }, /alg is one of ES256, RS256, but is "none"/],
  [{ trustedIdps: "id" }, /trustedIdps takes a list/],
])("testAuth refuses %j", async (options, message) => {
  await expect(testAuth(options as never)).rejects.toMatchObject({
    code: "INVALID_OPTION",
    message: expect.stringMatching(message),
  });
});

test.each<[object, RegExp]>([
  [{ scope: ["read"] }, /mint has no option "scope"; did you mean "scopes"\?/],
  [{ scopes: "read" }, /scopes of mint takes a list of texts/],
])("mint refuses %j", async (options, message) => {
  await using as = await testAuth();
  await expect(as.mint(options as never)).rejects.toMatchObject({
    code: "INVALID_OPTION",
    message: expect.stringMatching(message),
  });
});

test.each<[() => unknown, RegExp]>([
  [() => github(undefined as never), /github takes an object with/],
  [() => github({ ...CLIENT, scopes: "a" } as never), /scopes of github takes a list of texts/],
  [() => github({ ...CLIENT, url: "http://git.example" }), /url of github is an https URL/],
  [() => google({ ...CLIENT, scope: ["openid"] } as never), /did you mean "scopes"/],
  [() => entra(undefined as never), /entra takes an object with/],
  [() => oidc({ ...CLIENT, issuer: "https://id.example", name: 5 } as never), /name of oidc/],
])("an identity provider refuses what cannot work (%#)", (make, message) => {
  expect(make).toThrow(
    expect.objectContaining({ code: "INVALID_OPTION", message: expect.stringMatching(message) }),
  );
});
