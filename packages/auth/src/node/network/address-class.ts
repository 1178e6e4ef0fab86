import { BlockList, isIP } from "node:net";

/**
 * The reach of an IP address: `public` the Internet, `private` the own network, `loopback` this
 * machine, `link-local` the neighbours on one link, with the metadata of cloud machines; `reserved` is
 * what no server has (IANA IPv4 and IPv6 Special-Purpose Address Registries).
 */
export type AddressClass = "public" | "private" | "loopback" | "link-local" | "reserved";

const RANGES: Readonly<Record<Exclude<AddressClass, "public">, readonly string[]>> = {
  // The unspecified addresses reach this machine too.
  loopback: ["127.0.0.0/8", "0.0.0.0/32", "::1/128", "::/128"],
  private: [
    "10.0.0.0/8",
    "100.64.0.0/10",
    "172.16.0.0/12",
    "192.168.0.0/16",
    "fc00::/7",
    "fec0::/10",
  ],
  "link-local": ["169.254.0.0/16", "fe80::/10"],
  reserved: [
    "0.0.0.0/8",
    "192.0.0.0/24",
    "192.0.2.0/24",
    "192.88.99.0/24",
    "198.18.0.0/15",
    "198.51.100.0/24",
    "203.0.113.0/24",
    "224.0.0.0/4",
    "240.0.0.0/4",
    "2001::/23",
    "2001:db8::/32",
    "2002::/16",
    "3fff::/20",
  ],
};

/** Global unicast; all other IPv6 addresses are special. */
const GLOBAL_IPV6 = toBlockList(["2000::/3"]);
const CLASSES = Object.entries(RANGES).map(
  ([name, ranges]) => [name as AddressClass, toBlockList(ranges)] as const,
);
/** IPv4 addresses in IPv6 clothes: mapped ones, and those of NAT64 (RFC 6052, 2.1). */
const EMBEDDED = /^(?:::ffff:|64:ff9b::)([\da-f]{1,4}):([\da-f]{1,4})$/;

/**
 * Classifies an IP address in any of its spellings, without brackets; an IPv4 address inside an IPv6
 * one counts as itself.
 */
export function classifyAddress(address: string): AddressClass {
  const [bare = ""] = address.split("%");
  if (isIP(bare) === 4) return classify(bare, "ipv4");
  if (isIP(bare) !== 6) return "reserved";
  const canonical = new URL(`http://[${bare}]/`).hostname.slice(1, -1);
  const [, high, low] = EMBEDDED.exec(canonical) ?? [];
  if (high === undefined || low === undefined) return classify(canonical, "ipv6");
  return classify(toIpv4(Number.parseInt(high, 16), Number.parseInt(low, 16)), "ipv4");
}

/** Returns the IP address that a URL's host is, without brackets; `undefined` for a name. */
export function literalAddress({ hostname }: URL): string | undefined {
  const bare = hostname.replace(/^\[|\]$/g, "");
  return isIP(bare) === 0 ? undefined : bare;
}

function classify(address: string, family: "ipv4" | "ipv6"): AddressClass {
  const [found] = CLASSES.find(([, list]) => list.check(address, family)) ?? [];
  if (found !== undefined) return found;
  return family === "ipv4" || GLOBAL_IPV6.check(address, "ipv6") ? "public" : "reserved";
}

function toIpv4(high: number, low: number): string {
  return [high >> 8, high & 255, low >> 8, low & 255].join(".");
}

function toBlockList(ranges: readonly string[]): BlockList {
  const list = new BlockList();
  for (const range of ranges) {
    const [address = "", length] = range.split("/");
    list.addSubnet(address, Number(length), address.includes(":") ? "ipv6" : "ipv4");
  }
  return list;
}
