import type { Environment } from "@mortise/protocol";
import type { ProcessEntry } from "../entry.ts";

/** Variables by which Node finds a proxy, and the certificates of one that ends TLS by itself. */
const PROXY = /^(?:(?:https?|all|no)_proxy|node_extra_ca_certs|node_use_(?:env_proxy|system_ca))$/i;

/**
 * Returns the names of variables for proxies and certificates that are set in an environment and not given to a
 * server: a client that a desktop starts does not have those of a terminal.
 */
export function findProxyVariables(environment: Environment, entry: ProcessEntry): string[] {
  const given = new Set([...Object.keys(entry.env), ...entry.references].map(toKey));
  return Object.keys(environment)
    .filter((name) => PROXY.test(name) && environment[name] && !given.has(toKey(name)))
    .sort();
}

/** Both spellings of a proxy mean one. */
function toKey(name: string): string {
  return name.toLowerCase();
}
