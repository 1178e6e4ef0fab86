import { lookup } from "node:dns";
import type { LookupFunction } from "node:net";
import { BlockList, isIP } from "node:net";
import { HostFailure } from "../state/host-failure.ts";

/**
 * The addresses that a URL which a browser names must not reach: those of one link alone, where clouds keep
 * the credentials of a machine, and the services of clouds that have other addresses.
 */
const BLOCKED = new BlockList();
BLOCKED.addSubnet("169.254.0.0", 16, "ipv4");
BLOCKED.addSubnet("fe80::", 10, "ipv6");
BLOCKED.addAddress("fd00:ec2::254", "ipv6");
BLOCKED.addAddress("fd20:ce::254", "ipv6");
BLOCKED.addAddress("100.100.100.200", "ipv4");
BLOCKED.addAddress("192.0.0.192", "ipv4");

/** Refuses the host of a URL if it is such an address itself. @throws HostFailure 403. */
export function refuseBlockedHost(hostname: string): void {
  const host = hostname.replace(/^\[|\]$/g, "");
  if (isBlocked(host)) throw blocked(host);
}

/**
 * Resolves a name for a connection, and refuses it if one of its addresses is blocked. The address that was
 * checked is the one that is connected to.
 */
export const guardedLookup: LookupFunction = (hostname, options, callback) => {
  lookup(hostname, { ...options, all: true }, (error, addresses) => {
    const found = addresses?.find(({ address }) => isBlocked(address));
    const [first] = addresses ?? [];
    if (error !== null || first === undefined) callback(error, "", 0);
    else if (found !== undefined) callback(blocked(`${hostname} (${found.address})`), "", 0);
    else if (options.all) callback(null, addresses);
    else callback(null, first.address, first.family);
  });
};

function isBlocked(address: string): boolean {
  const family = isIP(address);
  return family !== 0 && BLOCKED.check(address, family === 4 ? "ipv4" : "ipv6");
}

function blocked(host: string): HostFailure {
  return new HostFailure(403, {
    code: "BLOCKED_ADDRESS",
    step: "resolve the host",
    cause: `${host} is a link-local address or one of the services of a cloud`,
    fix: "name such a server on the command line of mortise inspect",
  });
}
