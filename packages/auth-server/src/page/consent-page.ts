import { toLogLine } from "@mortise/protocol";
import type { Client } from "oidc-provider";
import type { Interaction } from "./context.ts";
import type { Html } from "./html.ts";
import { html } from "./html.ts";

/** Characters of a name that are shown. */
const MAX_NAME = 80;

/** The wish of a client, in the words that a user can judge. */
export interface ConsentRequest {
  /** The name that the client gives itself. */
  readonly clientName: string;
  /** The host whose document describes the client; `undefined` for one that registered itself. */
  readonly verifiedHost: string | undefined;
  /** Where the code goes: a host, or this computer. */
  readonly destination: string;
  readonly resource: string | undefined;
  readonly scopes: readonly string[];
}

/** Reads the wish of a client out of an interaction. */
export function readConsentRequest({ params }: Interaction, client: Client): ConsentRequest {
  const { clientId, clientName } = client;
  const isDocument = clientId.startsWith("https://");
  const { resource, scope, redirect_uri: redirectUri } = params;
  return {
    clientName: showName(clientName) || (isDocument ? new URL(clientId).host : "An application"),
    verifiedHost: isDocument ? new URL(clientId).host : undefined,
    destination: describeDestination(redirectUri),
    resource: typeof resource === "string" ? resource : undefined,
    scopes: typeof scope === "string" ? scope.split(" ").filter((name) => name !== "") : [],
  };
}

/** Makes the name of a client fit a page: one line, with every character in sight. */
export function showName(name: string | undefined): string {
  const line = toLogLine(name?.trim() ?? "");
  return line.length > MAX_NAME ? `${line.slice(0, MAX_NAME)}…` : line;
}

function describeDestination(uri: unknown): string {
  const url = typeof uri === "string" ? URL.parse(uri) : null;
  if (url === null) return "the device that shows the code";
  if (url.protocol === "http:") return "a program on this computer";
  return url.protocol === "https:" ? url.host : `the application for ${url.protocol}`;
}

/** Describes a request, the client's own words apart from what is known (RFC 9700, 4.4; MCP, Confused Deputy). */
export function describeRequest(request: ConsentRequest): Html {
  const { verifiedHost, destination, resource, scopes } = request;
  return html`<dl>
<dt>Application</dt>
<dd>${request.clientName}<br><span class="quiet">${
    verifiedHost === undefined
      ? "The application chose this name itself; it is not verified."
      : html`Described at ${verifiedHost}`
  }</span></dd>
<dt>Access is sent to</dt><dd>${destination}</dd>
${resource === undefined ? undefined : html`<dt>For the server</dt><dd>${resource}</dd>`}
<dt>It may</dt><dd>${
    scopes.length === 0
      ? "know that you are signed in"
      : html`<ul>${scopes.map((scope) => html`<li>${describeScope(scope)}</li>`)}</ul>`
  }</dd>
</dl>`;
}

/** Says in words what a scope of OAuth itself allows; one of a server is shown as it is. */
function describeScope(scope: string): Html {
  // OpenID Connect Core 1.0, 11.
  if (scope === "offline_access") return html`keep this access while you are away`;
  return html`<code>${scope}</code>`;
}

/** The form under a request. */
export interface ConsentForm {
  /** Proves that this browser was shown this request. */
  readonly token: string;
  readonly allow: string;
  /** The user that is signed in here already. */
  readonly account?: string | undefined;
}

/** The body of the page on which a user allows or refuses a client. */
export function consentBody(request: ConsentRequest, { token, allow, account }: ConsentForm): Html {
  return html`${describeRequest(request)}
${account === undefined ? undefined : html`<p class="quiet">You are signed in as ${account}.</p>`}
<p>Allow this only if you started it yourself just now.</p>
<form method="post">
<input type="hidden" name="token" value="${token}">
<button class="main" name="decision" value="allow">${allow}</button>
<button name="decision" value="refuse">Refuse</button>
</form>`;
}

/** The body of the page on which a developer picks a user. */
export function pickerBody(
  request: ConsentRequest,
  token: string,
  users: readonly { readonly sub: string; readonly name?: unknown }[],
): Html {
  return html`${describeRequest(request)}
<p>This server is for development: pick a user, without a password.</p>
<form method="post">
<input type="hidden" name="token" value="${token}">
${users.map(
  ({ sub, name }, at) =>
    html`<button ${at === 0 ? html`class="main"` : undefined} name="user" value="${sub}">${
      typeof name === "string" ? `${name} (${sub})` : sub
    }</button>
`,
)}<button name="decision" value="refuse">Refuse</button>
</form>`;
}
