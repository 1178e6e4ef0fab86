// #region presets
import { auth0, bearerAuth, cognito, entra, google, keycloak, okta, workos } from "mortise/auth";

const resource = "https://tools.example.com/mcp";
const scopes = ["customers:read"];

export const providers = {
  entra: bearerAuth({
    ...entra({ tenant: "72f988bf-86f1-41af-91ab-2d7cd011db47", clientId: "app-id" }),
    resource,
    scopes,
  }),
  auth0: bearerAuth({ ...auth0({ domain: "shop.eu.auth0.com", audience: resource }), scopes }),
  keycloak: bearerAuth({
    ...keycloak({ url: "https://sso.example.com", realm: "shop", audience: resource }),
    scopes,
  }),
  okta: bearerAuth({ ...okta({ domain: "shop.okta.com", audience: resource }), scopes }),
  cognito: bearerAuth({
    ...cognito({ userPoolId: "eu-west-1_AbCdEfGhI", clientIds: ["app-client-id"] }),
    resource,
    scopes,
  }),
  workos: bearerAuth({ ...workos({ domain: "shop.authkit.app", audience: resource }), scopes }),
  google: bearerAuth({
    ...google({ clientIds: ["1234-abc.apps.googleusercontent.com"] }),
    resource,
    scopes: ["openid", "email"],
  }),
};
// #endregion
