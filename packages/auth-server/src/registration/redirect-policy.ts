import { MortiseError } from "@mortise/protocol";

/** The URIs to which codes may be sent. */
export interface RedirectOptions {
  /**
   * Further redirect URIs, exactly as clients register them, or with one `*` at the end. Loopback
   * addresses, the schemes of known applications and the pages of known hosts need no entry.
   */
  readonly redirectUris?: readonly string[] | undefined;
  /** Takes every `https` page as well; for development and tests. Default `false`. */
  readonly allowsEveryPage?: boolean;
  /** The URIs at which this server itself takes codes, which no client may name. */
  readonly ownCallbacks?: readonly string[];
}

/** Schemes that belong to desktop applications which speak MCP. */
const APP_SCHEMES: ReadonlySet<string> = new Set([
  "claude:",
  "cursor:",
  "goose:",
  "lmstudio:",
  "raycast:",
  "vscode:",
  "vscode-insiders:",
  "warp:",
  "windsurf:",
  "zed:",
]);

/** Pages of hosts which speak MCP from their own servers. */
const HOST_PAGES: readonly string[] = [
  "https://antigravity.google/oauth-callback",
  "https://api.devin.ai/mcp/oauth/callback",
  "https://callback.mistral.ai/v1/integrations_auth/oauth2_callback",
  "https://claude.ai/api/mcp/auth_callback",
  "https://claude.com/api/mcp/auth_callback",
  "https://chatgpt.com/connector_platform_oauth_redirect",
  "https://chatgpt.com/connector/oauth/*",
  "https://console.x.ai/connectors-oauth-exchange-code/",
  "https://enterprise.perplexity.ai/rest/connections/oauth_callback",
  // Copilot Studio has a page for each tool, and Gemini one for each server of a user.
  "https://global.consent.azure-apim.net/redirect/*",
  "https://grok.com/connectors-oauth-exchange-code/",
  "https://insiders.vscode.dev/redirect",
  "https://oauth-redirect.googleusercontent.com/r/user_bound_custom-mcp-*",
  "https://vscode.dev/redirect",
  "https://www.cursor.com/agents/mcp/oauth/callback",
  "https://www.perplexity.ai/rest/connections/oauth_callback",
];

/** RFC 8252, 7.3 names these alone; the port of no other host may differ. */
const LOOPBACK: ReadonlySet<string> = new Set(["127.0.0.1", "[::1]", "localhost"]);

/** Decides which redirect URIs a client may have, however it made itself known. */
export class RedirectPolicy {
  readonly #pages: readonly string[];
  readonly #own: ReadonlySet<string>;
  readonly #allowsEveryPage: boolean;

  /** @throws MortiseError `INVALID_OPTION` for an entry that is no URI, or has `*` elsewhere. */
  constructor({ redirectUris = [], allowsEveryPage = false, ownCallbacks = [] }: RedirectOptions) {
    for (const uri of redirectUris) checkEntry(uri);
    this.#pages = [...HOST_PAGES, ...redirectUris];
    this.#own = new Set(ownCallbacks.map(withoutQuery));
    this.#allowsEveryPage = allowsEveryPage;
  }

  /**
   * Returns why a client may not have a redirect URI; `undefined` if it may. `clientId` counts if it is
   * the URL of the client's metadata document, whose origin the client has shown to control.
   */
  findFault(uri: string, clientId?: string): string | undefined {
    const url = URL.parse(uri);
    if (url === null) return "it is no URI";
    if (url.hash !== "" || uri.includes("#")) return "it has a fragment";
    if (url.username !== "" || url.password !== "") return "it has a user";
    // Browsers drop some of these, and read others as slashes, so that the code would go elsewhere.
    if (/[\\\s\p{Cc}]/u.test(uri)) return "it has a backslash, a space or a control character";
    // A code sent there would come back here as one of the upstream's (RFC 9700, 4.4).
    if (this.#own.has(withoutQuery(uri))) return "it belongs to this server";
    if (this.#pages.some((page) => matches(uri, page))) return undefined;
    if (url.protocol === "http:") {
      return LOOPBACK.has(url.hostname)
        ? undefined
        : "http is for loopback addresses alone (RFC 8252, 7.3); use https";
    }
    if (url.protocol !== "https:") {
      return isAppScheme(url.protocol)
        ? undefined
        : `the scheme ${url.protocol} is not known here; ${ADVICE}`;
    }
    if (this.#allowsEveryPage || URL.parse(clientId ?? "")?.origin === url.origin) return undefined;
    return `its page is not known here; ${ADVICE}`;
  }
}

const ADVICE = "the operator can name it in redirectUris";

/** RFC 8252, 7.1: a private scheme is the reverse of a domain name, so that it has a dot. */
function isAppScheme(protocol: string): boolean {
  return APP_SCHEMES.has(protocol) || /^[a-z][a-z0-9+-]*(?:\.[a-z0-9+-]+)+:$/.test(protocol);
}

function matches(uri: string, page: string): boolean {
  if (!page.endsWith("*")) return uri === page;
  // A browser goes up from ".." before it asks, and some servers after they have decoded a path.
  const isPlain = !/(?:^|\/)\.{1,2}(?:[/;?#]|$)/.test(
    uri.replace(/%2e/gi, ".").replace(/%2f|%5c/gi, "/"),
  );
  return isPlain && uri.startsWith(page.slice(0, -1));
}

/** Writes a URL without its query, and in one way: browsers and servers read several as the same. */
function withoutQuery(uri: string): string {
  const url = URL.parse(uri);
  if (url === null) return uri;
  const host = LOOPBACK.has(url.hostname) ? "loopback" : url.hostname;
  const path = url.pathname
    .replace(/%([\da-f]{2})/gi, (_code, hex: string) =>
      String.fromCharCode(Number.parseInt(hex, 16)),
    )
    .replace(/\/{2,}/g, "/")
    .replace(/\/+$/, "");
  return `${url.protocol}//${host}:${url.port}${path}`;
}

function checkEntry(uri: string): void {
  const exact = uri.replace(/\*$/, "");
  // "https://app.example*" would take https://app.example.evil as well.
  const hasPath = /^[a-z][a-z0-9+.-]*:\/\/[^/]*\/|^[a-z][a-z0-9+.-]*:\/[^/]/i.test(exact);
  if (!exact.includes("*") && URL.canParse(exact) && (exact === uri || hasPath)) return;
  throw new MortiseError(
    "INVALID_OPTION",
    `redirectUris has ${JSON.stringify(uri)}; write a whole URI such as "https://app.example/callback", or one with a path and "*" at its end`,
    { data: { option: "redirectUris" } },
  );
}
