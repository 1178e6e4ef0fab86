import { anyOf, apiKey, bearerAuth } from "@mortise/auth";
import { testAuth } from "@mortise/auth-server";
import { authProviderCases } from "@mortise/testing";
import { describe, expect, onTestFinished, test } from "vitest";

const RESOURCE = "https://tools.example/mcp";
const KEY = "a-key-of-the-nightly-job";

async function issue() {
  const as = await testAuth({ resources: [RESOURCE] });
  onTestFinished(() => as.stop());
  const auth = bearerAuth({ issuer: as.issuer, audience: RESOURCE, clock: as.clock });
  const token = await as.mint({ aud: RESOURCE, scopes: ["orders:read"] });
  const other = await as.mint({ aud: "https://other.example" });
  return { as, auth, token, other };
}

describe.each(["bearerAuth", "anyOf"])("%s keeps the contract of a provider:", (kind) => {
  test.each(authProviderCases)("$name", async ({ run }) => {
    const { auth, token, other } = await issue();
    const provider =
      kind === "anyOf"
        ? anyOf<never>(auth as never, apiKey({ keys: { nightly: KEY } }) as never)
        : auth;
    await run({
      provider,
      accepted: { authorization: `Bearer ${token}` },
      refused: { authorization: `Bearer ${other}` },
      secret: token,
    });
  });
});

test("a token of a real authorization server lets its user in, and the check at the start finds nothing", async () => {
  const { as, auth } = await issue();
  expect(await auth.check?.()).toEqual([]);
  expect(as.count("registration")).toBe(0);
});
