import { hostname, networkInterfaces } from "node:os";

/** The names of this machine for pages that other machines open. */
export function hostNames(host: string): string[] {
  if (!isWildcard(host)) return [withBrackets(host)];
  const addresses = Object.values(networkInterfaces()).flatMap((each) => each ?? []);
  return [hostname(), ...addresses.map(({ address }) => withBrackets(address.replace(/%.*$/, "")))];
}

/** The name that a URL on this machine has for an address that is listened on. */
export function shownHost(host: string | undefined): string {
  return host === undefined || isWildcard(host) ? "localhost" : withBrackets(host);
}

function isWildcard(host: string): boolean {
  return host === "0.0.0.0" || host === "::" || host === "";
}

function withBrackets(host: string): string {
  return host.includes(":") ? `[${host}]` : host;
}
