/** Returns the URL that `text` is; `undefined` if it is none. */
export function parseUrl(text: unknown): URL | undefined {
  return typeof text === "string" && URL.canParse(text) ? new URL(text) : undefined;
}
