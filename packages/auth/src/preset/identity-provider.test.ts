import { expect, test } from "vitest";
import { toAuthRequest } from "../fixture/auth-request.ts";
import { start } from "../fixture/scene.ts";
import { ISSUER } from "../fixture/token-issuer.ts";
import { bearerAuth } from "../resource-server/bearer-auth.ts";
import { auth0, cognito, entra, keycloak, okta, workos } from "./identity-provider.ts";
import type { Preset } from "./preset.ts";

const TENANT = "11111111-2222-3333-4444-555555555555";
const V2 = `https://login.microsoftonline.com/${TENANT}/v2.0`;

/** A token as a provider issues it, the caller that it names, and the claims of another application's. */
interface Shape {
  readonly preset: Preset;
  readonly claims: Record<string, unknown>;
  readonly caller: object;
  readonly other: Record<string, unknown>;
}

test.each<[string, Shape]>([
  [
    "Entra, version 2",
    {
      preset: entra({ tenant: TENANT, clientId: "app-1" }),
      claims: {
        iss: V2,
        tid: TENANT,
        aud: "app-1",
        azp: "host",
        scp: "orders.read",
        scope: undefined,
        client_id: undefined,
      },
      caller: { id: `${V2}#ann`, clientId: "host", scopes: ["orders.read"] },
      other: { aud: "app-2" },
    },
  ],
  [
    "Entra, version 1",
    {
      preset: entra({ tenant: "any", clientId: "app-1" }),
      claims: {
        iss: `https://sts.windows.net/${TENANT}/`,
        tid: TENANT,
        aud: "api://app-1",
        appid: "host",
        roles: ["Job"],
        scope: undefined,
        client_id: undefined,
      },
      caller: { clientId: "host", scopes: ["Job"] },
      other: { tid: "22222222-2222-3333-4444-555555555555" },
    },
  ],
  [
    "Auth0",
    {
      preset: auth0({ domain: "shop.eu.auth0.com", audience: "https://api.example" }),
      claims: {
        iss: "https://shop.eu.auth0.com/",
        aud: ["https://api.example", "https://shop.eu.auth0.com/userinfo"],
        azp: "host",
        scope: "openid",
        permissions: ["orders:read"],
      },
      caller: { clientId: "host", scopes: ["openid", "orders:read"] },
      other: { aud: ["https://shop.eu.auth0.com/userinfo"] },
    },
  ],
  [
    "Keycloak",
    {
      preset: keycloak({ url: "https://sso.example/", realm: "shop", audience: "tools" }),
      claims: {
        iss: "https://sso.example/realms/shop",
        aud: ["tools", "account"],
        azp: "host",
        typ: "Bearer",
        scope: "orders",
      },
      caller: { clientId: "host", scopes: ["orders"] },
      other: { aud: "account" },
    },
  ],
  [
    "Okta",
    {
      preset: okta({ domain: "https://shop.okta.com", audience: "api://tools" }),
      claims: {
        iss: "https://shop.okta.com/oauth2/default",
        aud: "api://tools",
        cid: "host",
        scp: ["orders"],
        scope: undefined,
      },
      caller: { clientId: "host", scopes: ["orders"] },
      other: { iss: "https://shop.okta.com" },
    },
  ],
  [
    "Cognito",
    {
      preset: cognito({ userPoolId: "eu-west-1_Abc", clientIds: ["app-1"] }),
      claims: {
        iss: "https://cognito-idp.eu-west-1.amazonaws.com/eu-west-1_Abc",
        aud: undefined,
        client_id: "app-1",
        token_use: "access",
        scope: "orders",
      },
      caller: { clientId: "app-1", scopes: ["orders"] },
      other: { client_id: "app-2" },
    },
  ],
  [
    "WorkOS",
    {
      preset: workos({ domain: "shop.authkit.app", audience: "client_1" }),
      claims: { iss: "https://shop.authkit.app", aud: "client_1", scope: "orders" },
      caller: { scopes: ["orders"] },
      other: { aud: "client_2" },
    },
  ],
])(
  "%s: its token is let in, and one for another application is not",
  async (_name, { preset, claims, caller, other }) => {
    const { issuer, clock } = await start();
    const auth = bearerAuth({
      ...preset,
      resource: "https://tools.example/mcp",
      jwksUri: `${ISSUER}/keys`,
      fetch: issuer.fetch,
      clock,
    });
    const send = async (parts: Record<string, unknown>) => {
      const token = await issuer.issue({ claims: parts, header: { typ: "JWT" } });
      return auth.authenticate(toAuthRequest({ authorization: `Bearer ${token}` }));
    };
    expect(await send(claims)).toMatchObject({ principal: caller });
    expect(await send({ ...claims, ...other })).toMatchObject({ status: 401 });
  },
);

test("Entra's scopes are asked for under the name of the application", async () => {
  const auth = bearerAuth({
    ...entra({ tenant: TENANT, clientId: "app-1" }),
    resource: "https://tools.example/mcp",
    scopes: ["orders.read"],
  });
  const outcome = await auth.authenticate(toAuthRequest({}));
  expect(JSON.stringify(outcome)).toContain("api://app-1/orders.read");
  const [route] = auth.routes?.({ path: "/mcp" }) ?? [];
  const metadata = await (await route?.handle(new Request("https://tools.example/")))?.json();
  expect(metadata).toMatchObject({
    authorization_servers: [V2],
    scopes_supported: ["api://app-1/orders.read"],
  });
});

test.each([
  () => entra({ tenant: "a/b", clientId: "x" }),
  () => entra({ tenant: TENANT, clientId: "" }),
  () => auth0({ domain: "localhost/x", audience: "a" }),
  () => keycloak({ url: "http://sso.example", realm: "a", audience: "b" }),
  () => okta({ domain: "shop.okta.com", authorizationServer: "../x", audience: "a" }),
  () => cognito({ userPoolId: "../x", clientIds: [] }),
  () => workos({ domain: "", audience: "a" }),
])("a part that would lead elsewhere is refused (%#)", (make) => {
  expect(make).toThrow(expect.objectContaining({ code: "INVALID_OPTION" }));
});

test("a tenant of Entra is an id, and not a name that no token has", async () => {
  expect(() => entra({ tenant: "contoso.onmicrosoft.com", clientId: "app-1" })).toThrow(
    /"contoso.onmicrosoft.com" is no directory id.*"Directory \(tenant\) ID"/,
  );
  const { issuer } = entra({ tenant: "AAAAAAAA-2222-3333-4444-555555555555", clientId: "app-1" });
  expect(issuer).toMatchObject([{ tenants: ["aaaaaaaa-2222-3333-4444-555555555555"] }, {}]);
});

test.each<[() => unknown, RegExp]>([
  [() => entra({ tenantId: TENANT, clientId: "x" } as never), /no option "tenantId"/],
  [() => auth0({ domain: "shop.auth0.com", audiance: "a" } as never), /did you mean "audience"/],
  [() => keycloak({ url: "https://sso.example", realm: "a" } as never), /audience undefined/],
  [() => (okta as () => unknown)(), /okta takes an object with audience/],
  [() => cognito({ userPoolId: "eu-west-1_Abc", clientIds: [] }), /clientIds \[\]/],
  [() => workos({ domain: "shop.authkit.app", audience: "" }), /audience ""/],
])("a preset says which option is wrong (%#)", (make, message) => {
  expect(make).toThrow(expect.objectContaining({ code: "INVALID_OPTION" }));
  expect(make).toThrow(message);
});
