/** Returns whether a URL can be reached by HTTP. */
export function isHttpUrl({ protocol }: URL): boolean {
  return protocol === "http:" || protocol === "https:";
}

/**
 * Returns whether two URLs are of one HTTP origin: scheme, host and port (RFC 9110, 4.3.1).
 *
 * `URL.origin` alone does not say so: that of a `blob:` URL is the origin of the URL inside it, while
 * a request for it goes elsewhere.
 */
export function sharesOrigin(url: URL, other: URL): boolean {
  return isHttpUrl(url) && isHttpUrl(other) && url.origin === other.origin;
}
