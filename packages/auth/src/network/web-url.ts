/** Returns the URL that `text` is; `undefined` if it is none. */
export function parseUrl(text: unknown): URL | undefined {
  return typeof text === "string" && URL.canParse(text) ? new URL(text) : undefined;
}

/** Returns whether `hostname` of a URL names this machine: 127.0.0.0/8, `[::1]`, `localhost` and below. */
export function isLoopbackHost(hostname: string): boolean {
  return (
    /^127(?:\.\d{1,3}){3}$/.test(hostname) ||
    hostname === "[::1]" ||
    hostname === "localhost" ||
    hostname.endsWith(".localhost")
  );
}

/** Returns whether `url` is safe from readers on the way: https, or this machine. */
export function isSecureUrl({ protocol, hostname }: URL): boolean {
  return protocol === "https:" || (protocol === "http:" && isLoopbackHost(hostname));
}
