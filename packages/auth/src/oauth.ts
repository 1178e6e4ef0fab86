import type { OptionNames } from "@mortise/protocol";
import { checkOptions, checkValues, MortiseError } from "@mortise/protocol";
import type { WebRedirect } from "./grant/authorization-code.ts";
import { AuthorizationCodeGrant } from "./grant/authorization-code.ts";
import type { UserAgent } from "./grant/user-agent.ts";
import type { ClientOptions } from "./registration/client-options.ts";
import { checkClient, checkClientMetadataUrl } from "./registration/client-options.ts";
import { ClientRegistry } from "./registration/client-registry.ts";
import type { OAuthClient } from "./session/client-session.ts";
import { ClientSession } from "./session/client-session.ts";
import type { Account } from "./session/server-session.ts";
import type { SessionOptions } from "./session/session-options.ts";
import { SESSION_OPTIONS, toSessionBase, toSessionSettings } from "./session/session-options.ts";

/** Settings of {@link oauth}. */
export interface OAuthOptions extends SessionOptions {
  /** A client that was registered by hand. Default: one by `clientMetadataUrl`, or by registration. */
  readonly client?: ClientOptions;
  /** The https URL of the client's metadata document, for servers that read one. Default: none. */
  readonly clientMetadataUrl?: string;
  /** Members of a dynamic registration (RFC 7591, 2), such as `client_name`. */
  readonly clientMetadata?: Readonly<Record<string, unknown>>;
  /** Shows the authorization page and receives its callback. Default: no user can be asked. */
  readonly userAgent?: UserAgent;
  /** Sends the user of a web application to the page; `finishAuth` receives the callback. */
  readonly redirect?: WebRedirect;
}

/** The ClientAuth of {@link oauth}. */
export interface OAuth extends OAuthClient {
  /**
   * Finishes a login that `redirect` began, with the URL of the callback, and returns its account.
   *
   * Any instance of the application with the same `store` and `profile` can finish it, once, within ten
   * minutes.
   *
   * @throws AuthError `invalid_state`, `issuer_mismatch`, `login_failed`, `token_request_failed`.
   */
  finishAuth(callback: string | URL): Promise<Account>;
}

const NAMES: OptionNames<OAuthOptions> = {
  ...SESSION_OPTIONS,
  client: true,
  clientMetadataUrl: true,
  clientMetadata: true,
  userAgent: true,
  redirect: true,
};

/**
 * Signs a user in to the servers of a connection (2026-07-28, Authorization): finds the authorization server,
 * introduces the client to it, sends the user to its page, keeps the tokens, refreshes them before they
 * expire, and asks for further scopes when an operation needs them.
 *
 * @throws MortiseError `INVALID_OPTION`. Requests fail with AuthError; docs/reference/auth-errors.md lists
 * its codes.
 */
export function oauth(options: OAuthOptions = {}): OAuth {
  checkOptions("oauth", options, NAMES);
  const { client, clientMetadataUrl, clientMetadata = {}, userAgent, redirect } = options;
  if (client !== undefined) checkClient(client);
  if (clientMetadataUrl !== undefined) checkClientMetadataUrl(clientMetadataUrl);
  checkValues("oauth", options, { clientMetadata: "object", userAgent: "object" });
  if (userAgent !== undefined && redirect !== undefined) {
    throw new MortiseError(
      "INVALID_OPTION",
      "oauth has a userAgent and a redirect; a program has one of them",
      { data: { option: "redirect" } },
    );
  }
  if (redirect !== undefined) checkRedirect(redirect);
  const base = toSessionBase(options, "authorization_code", client?.id ?? clientMetadataUrl);
  const registry = new ClientRegistry(
    {
      client,
      clientMetadataUrl,
      clientMetadata,
      grantTypes: ["authorization_code", "refresh_token"],
    },
    base.store,
    base.owner,
  );
  const grant = new AuthorizationCodeGrant({ registry, userAgent, redirect }, client?.issuer);
  return new OAuthSession(toSessionSettings(options, base, grant));
}

function checkRedirect(redirect: WebRedirect): void {
  checkOptions("redirect", redirect, { uri: true, visit: true });
  checkValues("redirect", redirect, { visit: "function" });
  const { uri, visit } = redirect;
  if (visit !== undefined && typeof uri === "string" && URL.canParse(uri)) return;
  throw new MortiseError(
    "INVALID_OPTION",
    visit === undefined
      ? "redirect needs visit, a function that hands over the URL of the page"
      : `redirect needs uri, the URL of the page that calls finishAuth, such as "https://app.example/callback"; it got ${JSON.stringify(uri)}`,
    { data: { option: "redirect" } },
  );
}

class OAuthSession extends ClientSession implements OAuth {
  async finishAuth(callback: string | URL): Promise<Account> {
    return await this.finish(callback);
  }
}
