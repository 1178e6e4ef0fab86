import type { WireEntry } from "../log/wire-entry.ts";

/** The steps of a sign-in, by the path that each of them asks for. */
const STEPS: readonly (readonly [path: RegExp, name: string])[] = [
  [/\/\.well-known\/oauth-protected-resource/u, "Find the authorization server (RFC 9728)"],
  [
    /\/\.well-known\/(?:oauth-authorization-server|openid-configuration)/u,
    "Read its metadata (RFC 8414)",
  ],
  [/\/(?:register|registration|reg)\b/u, "Register the client (RFC 7591)"],
  [/\/authorize\b/u, "Ask for consent"],
  [/\/token\b/u, "Get tokens"],
  [/\/(?:jwks|userinfo)\b/u, "Read keys or account"],
];

/** Names the step of a sign-in that an entry is; any other entry gives `undefined`. */
export function nameStep({ row, response, carries }: WireEntry): string | undefined {
  if (row.kind !== "http-request") return undefined;
  const status = response?.http?.status;
  if (status === 401) return "The server asks for a token";
  if (status === 403) return "The server asks for more scopes";
  if (carries === true) return undefined;
  const [path = ""] = (row.http?.url ?? "").split("?");
  return STEPS.find(([pattern]) => pattern.test(path))?.[1];
}
