import { bridge, devAuth, oidc, testAuth } from "@mortise/auth-server";
import { findFreePort } from "../../scripts/workspace/free-port.ts";
import { startNotesServer, startProtectedServer } from "./protected-server.ts";
import { PROVIDERS } from "./provider.ts";

/** Our server, and the authorization server at which its callers sign in. */
interface OpenPlace extends AsyncDisposable {
  readonly url: string;
  readonly issuer: string;
}

/** Our server with an authorization server of ours or of others. */
export interface Place {
  /** Of the authorization server. */
  readonly name: string;
  /** See {@link Provider.keepsScopes}. */
  readonly keepsScopes: boolean;
  readonly open: () => Promise<OpenPlace>;
}

/** Our server at authorization servers of others. */
export const FOREIGN_PLACES: readonly Place[] = PROVIDERS.map(({ name, keepsScopes, start }) => ({
  name,
  keepsScopes,
  async open() {
    await using parts = new AsyncDisposableStack();
    const port = await findFreePort();
    const { url: issuer } = parts.use(await start(`http://127.0.0.1:${port}/mcp`));
    const { url } = parts.use(await startProtectedServer(issuer, port));
    return placeOf(url, issuer, parts);
  },
}));

/** Our server at authorization servers of ours. */
export const OWN_PLACES: readonly Place[] = [
  {
    name: "devAuth",
    keepsScopes: false,
    async open() {
      await using parts = new AsyncDisposableStack();
      const auth = parts.use(await devAuth({ scopes: ["read", "write"], log: () => undefined }));
      const { url } = parts.use(await startNotesServer(auth, await findFreePort()));
      return placeOf(url, auth.issuer, parts);
    },
  },
  {
    name: "bridge",
    keepsScopes: false,
    async open() {
      await using parts = new AsyncDisposableStack();
      const port = await findFreePort();
      const client = { clientId: "bridge", clientSecret: "a secret of this program, for tests" };
      const upstream = parts.use(
        await testAuth({
          clients: [
            {
              client_id: client.clientId,
              client_secret: client.clientSecret,
              token_endpoint_auth_method: "client_secret_basic",
              grant_types: ["authorization_code", "refresh_token"],
              redirect_uris: [`http://127.0.0.1:${port}/oauth/callback`],
            },
          ],
        }),
      );
      const auth = await bridge({
        url: `http://127.0.0.1:${port}/mcp`,
        upstream: oidc({ ...client, issuer: upstream.issuer }),
        scopes: ["read", "write"],
        defaultScopes: ["read"],
        log: () => undefined,
      });
      parts.defer(() => auth.close());
      const { url } = parts.use(await startNotesServer(auth, port));
      return placeOf(url, auth.issuer, parts);
    },
  },
];

function placeOf(url: string, issuer: string, parts: AsyncDisposableStack): OpenPlace {
  const moved = parts.move();
  return { url, issuer, [Symbol.asyncDispose]: () => moved.disposeAsync() };
}
