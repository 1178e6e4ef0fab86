import { AuthError } from "../error/auth-error.ts";
import type { Fetch } from "./fetch.ts";

/** The reach of a host as a URL spells it; a name may have any address. */
type Spelling = "name" | "public" | "private" | "loopback" | "link-local";

/**
 * Makes a fetch that follows the word of a server to no address of this machine or of a private network
 * unless the server's own URL has one of that kind (2026-07-28, Security Best Practices, Server-Side
 * Request Forgery).
 *
 * It looks at addresses that URLs spell out, in any of their spellings, and resolves no names: that takes
 * a platform, as `guardFetch` of `@mortise/auth/node` does.
 *
 * The returned fetch rejects with AuthError `blocked_address`.
 */
export function keepSpelledAddresses(server: URL, fetch: Fetch): Fetch {
  return async (input, init) => {
    const url = new URL(input instanceof Request ? input.url : input);
    const spelling = classify(url);
    const isOwn =
      url.hostname === server.hostname ||
      // No server leads to the metadata of cloud machines, which is link-local.
      (spelling !== "link-local" && spelling === classify(server));
    if (spelling === "name" || spelling === "public" || isOwn) return await fetch(input, init);
    throw new AuthError(
      "blocked_address",
      `${server.host} leads to ${url.origin}${url.pathname}, whose address is ${spelling}`,
      {
        hint: "set `fetchFor` to a guardFetch of @mortise/auth/node whose `allowHosts` has the host",
      },
    );
  };
}

/** The URL parser has written decimal, hexadecimal and octal addresses in their usual form already. */
function classify({ hostname }: URL): Spelling {
  const host = hostname.replace(/\.$/, "");
  if (host === "localhost" || host.endsWith(".localhost")) return "loopback";
  if (host.startsWith("[")) return classifyIpv6(host.slice(1, -1));
  return /^\d+(?:\.\d+){3}$/.test(host) ? classifyIpv4(host.split(".").map(Number)) : "name";
}

/** IANA IPv4 Special-Purpose Address Registry, without the ranges of documentation. */
function classifyIpv4([a = 0, b = 0, c = 0]: readonly number[]): Spelling {
  if (a === 127 || a === 0) return "loopback";
  if (a === 169 && b === 254) return "link-local";
  const isPrivate =
    a === 10 ||
    a >= 224 ||
    (a === 100 && b >= 64 && b < 128) ||
    (a === 172 && b >= 16 && b < 32) ||
    (a === 192 && (b === 168 || (b === 0 && c === 0))) ||
    (a === 198 && (b === 18 || b === 19));
  return isPrivate ? "private" : "public";
}

/** Global unicast is public, but for what stands for an IPv4 address (RFC 3056, RFC 4380). */
function classifyIpv6(address: string): Spelling {
  if (address === "::1" || address === "::") return "loopback";
  const mapped = /^::ffff:([\da-f]{1,4}):([\da-f]{1,4})$/.exec(address);
  if (mapped) {
    const [high = 0, low = 0] = mapped.slice(1).map((part) => Number.parseInt(part, 16));
    return classifyIpv4([high >> 8, high & 255, low >> 8]);
  }
  return /^[23][\da-f]{3}:/.test(address) && !/^(?:2002:|2001:(?:0?:|[\da-f]{1,2}:))/.test(address)
    ? "public"
    : "private";
}
