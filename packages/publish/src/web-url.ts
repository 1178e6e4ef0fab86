import { invalid } from "./invalid.ts";

/**
 * Returns a URL as written.
 *
 * @throws MortiseError `INVALID_OPTION` for one that no browser opens, and for one with credentials, which are not
 * repeated.
 */
export function requireWebUrl(written: string, place: string): string {
  if (hasCredentials(written)) throw invalid(`${place} has a URL ${WITH_CREDENTIALS}`);
  if (isWebUrl(written)) return written;
  throw invalid(`${place} has ${JSON.stringify(written)} as URL; give one with https://`);
}

/** Returns whether a text is a URL that a browser opens. */
export function isWebUrl(text: string): boolean {
  return /^https?:\/\//i.test(text) && URL.canParse(text);
}

/** The fault of a URL that has credentials, behind its name. */
export const WITH_CREDENTIALS = "with a user name or password, which all could read; leave it out";

/** Returns whether a URL has a user name or a password. */
export function hasCredentials(url: string): boolean {
  const { username = "", password = "" } = URL.parse(url) ?? {};
  return username !== "" || password !== "";
}
