import { MortiseError } from "@mortise/protocol";
import type { UpstreamOptions } from "./oauth-upstream.ts";
import { checkUpstreamOptions, isLoopback, OAuthUpstream } from "./oauth-upstream.ts";
import type { Upstream } from "./upstream.ts";

/** Milliseconds that the API may take. */
const TIMEOUT_MS = 10_000;

/** A GitHub App or OAuth app. */
export interface GitHubOptions extends UpstreamOptions {
  /** The site. Default `https://github.com`; that of an Enterprise Server otherwise. */
  readonly url?: string;
  /** The API. Default `https://api.github.com`, or `<url>/api/v3`. */
  readonly apiUrl?: string;
}

/**
 * Signs users in at GitHub, which has OAuth without OpenID Connect: the user comes from its API.
 *
 * @throws MortiseError `INVALID_OPTION`.
 */
export function github(options: GitHubOptions): Upstream {
  checkUpstreamOptions("github", options, { url: "text", apiUrl: "text" });
  const { url = "https://github.com", scopes = ["read:user", "user:email"] } = options;
  const { fetch: get = fetch } = options;
  const site = url.replace(/\/+$/, "");
  const standard = site === "https://github.com" ? "https://api.github.com" : `${site}/api/v3`;
  const api = (options.apiUrl ?? standard).replace(/\/+$/, "");
  for (const [option, value] of Object.entries({ url: site, apiUrl: api })) checkUrl(option, value);
  return new OAuthUpstream({
    name: "GitHub",
    client: options,
    scopes,
    postsSecret: true,
    discover: async () => ({
      issuer: site,
      authorization_endpoint: `${site}/login/oauth/authorize`,
      token_endpoint: `${site}/login/oauth/access_token`,
    }),
    hasIdToken: false,
    identify: async ({ access_token: token }, { signal }) => {
      const response = await get(`${api}/user`, {
        headers: {
          authorization: `Bearer ${token}`,
          accept: "application/vnd.github+json",
          "user-agent": "mortise",
        },
        redirect: "error",
        signal: AbortSignal.any([signal, AbortSignal.timeout(TIMEOUT_MS)]),
      });
      const user = (await response.json()) as Readonly<Record<string, unknown>>;
      if (!response.ok || typeof user["id"] !== "number") {
        throw new Error(`GitHub's API answered ${response.status} to the question for the user`);
      }
      const { id, login, name, email } = user;
      return {
        issuer: site,
        // The login can be changed and given to another user; the id cannot.
        subject: String(id),
        name: typeof name === "string" && name !== "" ? name : String(login),
        email: typeof email === "string" ? email : undefined,
        isEmailVerified: false,
      };
    },
    fetch: get,
    now: Date.now,
  });
}

/** The secret of the client and the tokens of users go there. */
function checkUrl(option: string, value: string): void {
  if (URL.parse(value)?.protocol === "https:" || isLoopback(value)) return;
  throw new MortiseError(
    "INVALID_OPTION",
    `${option} of github is an https URL, such as "https://github.example.com", but is ${JSON.stringify(value)}`,
    { data: { option } },
  );
}
