/**
 * Returns the scopes that a challenge asks for; `undefined` for one that is not about scopes (RFC 6750,
 * 3.1, `insufficient_scope`).
 */
export function missingScopes(challenge: string | undefined): string[] | undefined {
  if (challenge === undefined || !/\berror\s*=\s*"?insufficient_scope\b/i.test(challenge)) {
    return undefined;
  }
  const [, quoted, bare = ""] = /\bscope\s*=\s*(?:"([^"]*)"|([^\s,]+))/i.exec(challenge) ?? [];
  return (quoted ?? bare).split(/\s+/).filter((scope) => scope !== "");
}
