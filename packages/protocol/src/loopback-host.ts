/**
 * Returns whether the host of a URL, as `URL.hostname` writes it, is this machine: 127.0.0.0/8, `[::1]`,
 * `localhost` and the names below it, which resolve to this machine (RFC 6761, 6.3).
 */
export function isLoopbackHost(hostname: string): boolean {
  return (
    /^127(?:\.\d{1,3}){3}$/.test(hostname) ||
    hostname === "[::1]" ||
    /^(?:[^.]+\.)*localhost\.?$/.test(hostname)
  );
}

/** Returns whether `url` is safe from readers on the way: https, or http on this machine. */
export function isSecureUrl({ protocol, hostname }: URL): boolean {
  return protocol === "https:" || (protocol === "http:" && isLoopbackHost(hostname));
}
