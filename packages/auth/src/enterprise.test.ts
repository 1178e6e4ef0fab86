import { expect, test } from "vitest";
import { enterprise } from "./enterprise.ts";
import { ScriptedWorld } from "./session/fixture/scripted-world.ts";

const encode = (value: object): string => btoa(JSON.stringify(value)).replaceAll("=", "");
const jwt = (claims: object): string => `${encode({ alg: "none" })}.${encode(claims)}.`;

/** A world with an identity provider that answers an exchange with the given members. */
function openEnterprise(
  answer: () => Response,
  metadata: object = {},
): { world: ScriptedWorld; call: Promise<number> } {
  const world = new ScriptedWorld();
  const idp = "https://idp.example";
  world.answers.set(`${idp}/.well-known/openid-configuration`, () =>
    Response.json({ issuer: idp, token_endpoint: `${idp}/token`, ...metadata }),
  );
  world.answers.set(`${idp}/token`, answer);
  const idToken = jwt({ iss: idp, sub: "alice", exp: 4_000_000_000 });
  const auth = enterprise({
    ...world.options,
    idp: { issuer: idp, id: "agent", secret: "secret-at-idp" },
    idToken: () => idToken,
    client: { id: "agent-at-as", secret: "secret-at-as" },
  });
  return { world, call: world.call(auth) };
}

test.each<[name: string, answer: () => Response, code: string, text: string]>([
  [
    "an access token",
    () =>
      Response.json({
        access_token: "an-access-token",
        issued_token_type: "urn:ietf:params:oauth:token-type:access_token",
      }),
    "token_request_failed",
    "in place of an ID-JAG",
  ],
  ["a page", () => new Response("<html>"), "token_request_failed", "in place of an ID-JAG"],
  [
    "unsupported_grant_type",
    () => Response.json({ error: "unsupported_grant_type" }, { status: 400 }),
    "token_request_failed",
    "unsupported_grant_type",
  ],
  [
    "insufficient_user_authentication",
    () => Response.json({ error: "insufficient_user_authentication" }, { status: 400 }),
    "sso_expired",
    "is over",
  ],
  ["503", () => new Response(null, { status: 503 }), "unreachable", "503"],
])(
  "an identity provider that answers with %s gets the user no further",
  async (_name, answer, code, text) => {
    const { world, call } = openEnterprise(answer);
    await expect(call).rejects.toMatchObject({
      data: { code },
      message: expect.stringContaining(text),
    });
    expect(world.forms).toEqual([]);
    expect(world.pages).toEqual([]);
  },
);

test.each<[name: string, answer: object, metadata: object]>([
  ["says so", { error: "unsupported_grant_type" }, {}],
  [
    "lists no token exchange",
    { error: "invalid_request" },
    { grant_types_supported: ["authorization_code", "refresh_token"] },
  ],
])(
  "an identity provider without ID-JAG that %s is named as one, with what to do (goauthentik/authentik#25542)",
  async (_name, answer, metadata) => {
    const { world, call } = openEnterprise(() => Response.json(answer, { status: 400 }), metadata);
    await expect(call).rejects.toMatchObject({
      message: expect.stringContaining("issues no ID-JAG"),
      data: { code: "token_request_failed", hint: expect.stringContaining("bridge()") },
    });
    expect(world.pages).toEqual([]);
  },
);

test("an identity provider that does not list its token exchange is asked all the same (goauthentik/authentik#25542)", async () => {
  const jag = {
    access_token: jwt({}),
    issued_token_type: "urn:ietf:params:oauth:token-type:id-jag",
  };
  const { world, call } = openEnterprise(() => Response.json(jag), {
    grant_types_supported: ["authorization_code"],
  });
  expect(await call).toBe(200);
  expect(world.forms).toMatchObject([{ assertion: jag.access_token }]);
});
