import { JWT_BEARER, TOKEN_EXCHANGE } from "../id-jag/id-jag.ts";
import type { IdJagRequest } from "../id-jag/issue-id-jag.ts";
import type { TestAuth } from "./test-auth.ts";
import { testAuth } from "./test-auth.ts";
import type { TestClientMetadata, TestResource, TestUser } from "./test-auth-options.ts";

/** An enterprise of one test. */
export interface TestEnterpriseOptions {
  /** The MCP servers that the enterprise uses. */
  readonly resources: readonly TestResource[];
  /** The people of the enterprise. Default `alice`. */
  readonly users?: readonly (string | TestUser)[];
  /** Decides whether a user's client may reach a resource. Default: it may. */
  readonly allows?: (request: IdJagRequest) => boolean;
}

/** A client of a {@link TestEnterprise}: its name and its secret at one authorization server. */
export interface TestClient {
  /** Its name. */
  readonly clientId: string;
  /** Its secret, which it sends by HTTP Basic authentication (RFC 6749, 2.3.1). */
  readonly clientSecret: string;
}

/** Two authorization servers that work together (Enterprise-Managed Authorization). */
export interface TestEnterprise extends AsyncDisposable {
  /** The identity provider, which knows the users. */
  readonly idp: TestAuth;
  /** The authorization server of the MCP servers, which trusts the identity provider. */
  readonly resourceAs: TestAuth;
  /** The client at the identity provider. */
  readonly idpClient: TestClient;
  /** The same client at the authorization server. */
  readonly client: TestClient;
  /** Signs an ID token for the client, as the single sign-on of a user gives it one. */
  signIdToken(sub: string, claims?: Readonly<Record<string, unknown>>): Promise<string>;
}

/** Starts an identity provider and an authorization server that takes its assertions. */
export async function testEnterprise({
  resources,
  users = ["alice"],
  allows = () => true,
}: TestEnterpriseOptions): Promise<TestEnterprise> {
  const idpClient = { clientId: "agent-at-idp", clientSecret: "idp-secret-idp-secret-idp-secret" };
  const client = { clientId: "agent-at-as", clientSecret: "as-secret-as-secret-as-secret-as" };
  const scopesOf = new Map(resources.map(({ resource, scopes = [] }) => [resource, scopes]));
  let audience = "";
  const idp = await testAuth({
    users,
    resources: ["https://idp.example/none"],
    clients: [toMetadata(idpClient, TOKEN_EXCHANGE)],
    issuesIdJag: (request) => {
      const known = scopesOf.get(request.resource ?? "");
      if (request.audience !== audience || !known || !allows(request)) return undefined;
      const scopes = request.scopes.length > 0 ? request.scopes : known;
      return { clientId: client.clientId, scopes: scopes.filter((name) => known.includes(name)) };
    },
  });
  const resourceAs = await testAuth({
    resources,
    clients: [toMetadata(client, JWT_BEARER)],
    trustedIdps: [{ issuer: idp.issuer }],
  });
  audience = resourceAs.issuer;
  return {
    idp,
    resourceAs,
    idpClient,
    client,
    signIdToken: (sub, claims = {}) =>
      idp.mint({
        sub,
        aud: idpClient.clientId,
        typ: "JWT",
        claims: { client_id: undefined, ...claims },
      }),
    [Symbol.asyncDispose]: async () => {
      await Promise.all([idp.stop(), resourceAs.stop()]);
    },
  };
}

function toMetadata({ clientId, clientSecret }: TestClient, grant: string): TestClientMetadata {
  return {
    client_id: clientId,
    client_secret: clientSecret,
    token_endpoint_auth_method: "client_secret_basic",
    grant_types: ["authorization_code", "refresh_token", grant],
    redirect_uris: ["http://127.0.0.1/callback"],
  };
}
