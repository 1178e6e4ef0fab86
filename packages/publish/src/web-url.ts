import { invalid } from "./invalid.ts";

/** Returns a URL as written; throws MortiseError `INVALID_OPTION` for one that no browser opens. */
export function requireWebUrl(written: string, place: string): string {
  if (isWebUrl(written)) return written;
  throw invalid(`${place} has ${JSON.stringify(written)} as URL; give one with https://`);
}

/** Returns whether a text is a URL that a browser opens. */
export function isWebUrl(text: string): boolean {
  return /^https?:\/\//i.test(text) && URL.canParse(text);
}
