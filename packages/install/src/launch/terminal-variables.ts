import type { Environment } from "@mortise/protocol";
import type { ProcessEntry } from "../entry.ts";

/** Variables by which Node finds a proxy, and the certificates of one that ends TLS by itself. */
const PROXY = /^(?:(?:https?|all|no)_proxy|node_extra_ca_certs|node_use_(?:env_proxy|system_ca))$/i;

/** Variables by which the commands of Docker and Podman find their daemon. */
const DAEMON = /^(?:docker_(?:host|context|config|cert_path|tls_verify)|container_host)$/i;
const CONTAINER_COMMAND = /(?:^|[\\/])(?:docker|podman)(?:\.exe)?$/i;

/**
 * Returns the names of variables for proxies, certificates and, if the command is Docker's or Podman's, for their
 * daemon that are set in an environment and not given to a server: a client that a desktop starts does not have
 * those of a terminal.
 */
export function findTerminalVariables(environment: Environment, entry: ProcessEntry): string[] {
  const given = new Set([...Object.keys(entry.env), ...entry.references].map(toKey));
  const isContainer = CONTAINER_COMMAND.test(entry.command);
  return Object.keys(environment)
    .filter((name) => PROXY.test(name) || (isContainer && DAEMON.test(name)))
    .filter((name) => environment[name] && !given.has(toKey(name)))
    .sort();
}

/** Both spellings of a proxy mean one. */
function toKey(name: string): string {
  return name.toLowerCase();
}
