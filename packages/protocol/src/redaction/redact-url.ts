import { isCredentialParameter, REDACTED } from "./credential-name.ts";

/** Writes a URL without its user and without the values of credentials in its query and fragment. */
export function redactUrl(url: string): string {
  return url
    .replace(/^([a-z][a-z\d+.-]*:)?\/\/[^/?#]*@/i, `$1//${REDACTED}@`)
    .replace(/([?&#;])([^?&#;=]+)=([^&#;]*)/g, (pair, separator: string, name: string) =>
      isCredentialParameter(decode(name)) ? `${separator}${name}=${REDACTED}` : pair,
    );
}

function decode(name: string): string {
  try {
    return decodeURIComponent(name);
  } catch {
    return name;
  }
}
