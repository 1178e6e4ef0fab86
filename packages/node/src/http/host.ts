/** A host and an optional port, without user, path or query (RFC 3986, 3.2). */
const HOST = /^(?:\[[\da-f:.]+\]|[\w.~!$&'()*+,;=%-]+)(?::\d*)?$/i;

/** Reports whether a `Host` header names a host, so that a URL made of it has that host. */
export function isHost(host: string): boolean {
  return HOST.test(host) && URL.canParse(`http://${host}/`);
}
