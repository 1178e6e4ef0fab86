import { MortiseError } from "@mortise/protocol";
import { expect, test } from "vitest";
import { bearerAuth, clientCredentials, introspection, oauth } from "./index.ts";

const SECRET = "a secret that no message may have";
const SERVER = {
  issuer: "https://id.example.com",
  token_endpoint: "https://id.example.com/token",
};
const CLIENT = { clientId: "tools", clientSecret: SECRET };

function faultOf(make: () => unknown): string {
  try {
    make();
  } catch (error) {
    if (!MortiseError.is(error) || error.code !== "INVALID_OPTION") throw error;
    expect(error.message).not.toContain(SECRET);
    return error.message;
  }
  throw new Error("Nothing was refused");
}

test.each<[object, RegExp]>([
  [{ jwksUri: 4 }, /jwksUri 4 is no https URL/],
  [{ scopeImplies: "x" }, /scopeImplies of auth takes an object, not a string/],
  [{ scopeImplies: { write: "read" } }, /scopeImplies of "write" must be a list/],
  [{ claims: { subject: "sub" } }, /subject of claims takes a list of texts .*, not a string/],
  [{ fetch: 5 }, /fetch of auth takes a function/],
  [{ clock: 5 }, /clock of auth takes an object/],
  [{ onAuth: "x" }, /onAuth of auth takes a function/],
  [{ onDenied: 3 }, /onDenied of auth takes a function/],
])("a protected server refuses %j", (options, message) => {
  const base = { issuer: "https://id.example.com", resource: "https://tools.example.com/mcp" };
  expect(faultOf(() => bearerAuth({ ...base, ...options } as never))).toMatch(message);
  if ("jwksUri" in options) return;
  expect(faultOf(() => introspection({ ...base, ...CLIENT, ...options } as never))).toMatch(
    message,
  );
});

test.each<[object, RegExp]>([
  [{ redirect: {} }, /redirect needs visit/],
  [{ redirect: { uri: "back", visit: () => undefined } }, /redirect needs uri, .*it got "back"/],
  [{ redirect: { url: "https://a.example" } }, /redirect has no option "url"/],
  [{ clientMetadata: "Editor" }, /clientMetadata of oauth takes an object/],
  [{ client: { id: "a", issuer: "nope" } }, /client has the issuer "nope", which is no URL/],
  [{ client: { id: "a", key: SECRET } }, /key of client takes an object, not a string/],
  [{ dpop: "yes" }, /dpop of auth takes an object, not a string/],
  [{ profile: "" }, /profile of auth takes a text that is not empty/],
  [{ fetch: 5 }, /fetch of auth takes a function/],
  [{ metadata: "x" }, /metadata of auth takes an object/],
  [
    { metadata: { ...SERVER, token_endpiont: "x" } },
    /no "token_endpiont"; did you mean "token_endpoint"/,
  ],
  [{ metadata: { ...SERVER, issuer: undefined } }, /metadata has no issuer/],
  [
    {
      metadata: {
        ...SERVER,
        token_endpoint: undefined,
        authorization_endpoint: "https://id.example.com/authorize",
      },
    },
    /metadata has no token_endpoint/,
  ],
  [
    { metadata: { ...SERVER, token_endpoint: "/token" } },
    /token_endpoint .* an https URL .*"\/token"/,
  ],
  [
    { metadata: { ...SERVER, issuer: "http://id.example.com" } },
    /issuer of metadata takes an https/,
  ],
  [{ metadata: { ...SERVER, issuer: 5 } }, /issuer of metadata takes an https .*not a number/],
  [
    { metadata: { ...SERVER, code_challenge_methods_supported: "S256" } },
    /code_challenge_methods_supported of metadata takes a list of texts/,
  ],
])("a client refuses %j", (options, message) => {
  expect(faultOf(() => oauth(options as never))).toMatch(message);
});

test("the key of a client that is a text is refused, and not repeated", () => {
  const client = { id: "robot", key: SECRET };
  expect(faultOf(() => clientCredentials({ client } as never))).toMatch(/key of client takes/);
});

test("metadata may have members that an extension adds", () => {
  const metadata = { ...SERVER, tenant_region_scope: "WW", mtls_endpoint_aliases: {} };
  expect(() => oauth({ metadata })).not.toThrow();
});
