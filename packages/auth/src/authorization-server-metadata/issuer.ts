/**
 * Returns whether two issuers are the same: equal as text, but for the slash that stands for an empty
 * path (RFC 8414, 3.3; RFC 3986, 6.2.3).
 */
export function isSameIssuer(one: string, other: string): boolean {
  return one === other || withoutEmptyPath(one) === withoutEmptyPath(other);
}

function withoutEmptyPath(issuer: string): string {
  return /^https?:\/\/[^/?#]+\/$/.test(issuer) ? issuer.slice(0, -1) : issuer;
}
