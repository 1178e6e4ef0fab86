import { expect, test } from "vitest";
import { missingScopes } from "./challenge.ts";

test.each<[string | undefined, string[] | undefined]>([
  [
    'Bearer error="insufficient_scope", scope="files:read files:write"',
    ["files:read", "files:write"],
  ],
  ["Bearer scope=files:read, error=insufficient_scope", ["files:read"]],
  ['Bearer error="insufficient_scope"', []],
  ['Bearer error="invalid_token", scope="a"', undefined],
  ["Basic realm=x", undefined],
  [undefined, undefined],
])("the challenge %s asks for the scopes %j", (challenge, scopes) => {
  expect(missingScopes(challenge)).toEqual(scopes);
});
