import { isJsonObject } from "./json-object.ts";
/** The hosts that a view of MCP Apps declares in `_meta.ui.csp` (SEP-1865, Resource Metadata). */
export interface ViewDomains {
  readonly connectDomains?: readonly string[];
  readonly resourceDomains?: readonly string[];
  readonly frameDomains?: readonly string[];
  readonly baseUriDomains?: readonly string[];
}

/** A declared host that the policy of a view leaves out. */
export interface RefusedDomain {
  readonly directive: keyof ViewDomains;
  readonly source: string;
  readonly reason: string;
}

/** The hosts that a view may reach. */
export interface ViewPolicy {
  readonly allowed: Readonly<Record<keyof ViewDomains, readonly string[]>>;
  readonly refused: readonly RefusedDomain[];
}

const DIRECTIVES: readonly (keyof ViewDomains)[] = [
  "connectDomains",
  "resourceDomains",
  "frameDomains",
  "baseUriDomains",
];
const MAX_SOURCES = 50;
const SOURCE =
  /^(?<scheme>https?|wss?):\/\/(?<host>(?:\*\.)?[a-z0-9-]+(?:\.[a-z0-9-]+)*)(?::(?<port>\d{1,5}))?\/?$/iu;
const LOOPBACK = /^(?:(?:.+\.)?localhost|127(?:\.\d+){3}|0\.0\.0\.0)$/u;

/**
 * Reads the hosts that a view declares. A source is an origin, or `*.` before a host of two labels or more; a
 * source of the inspector's own port on this machine is refused, since a view must not reach the process.
 *
 * @param ownHost The host of the page with its port, such as `localhost:5173`.
 */
export function readViewPolicy(declared: unknown, ownHost: string): ViewPolicy {
  const given = isJsonObject(declared) ? declared : {};
  const refused: RefusedDomain[] = [];
  const allowed = { connectDomains: [], resourceDomains: [], frameDomains: [], baseUriDomains: [] };
  for (const directive of DIRECTIVES) {
    const sources = Object.hasOwn(given, directive) ? given[directive] : undefined;
    for (const source of Array.isArray(sources) ? sources.slice(0, MAX_SOURCES) : []) {
      const reason = refuse(source, directive, ownHost);
      if (reason === undefined) (allowed[directive] as string[]).push(source.replace(/\/$/u, ""));
      else refused.push({ directive, source: String(source).slice(0, 200), reason });
    }
  }
  return { allowed, refused };
}

function refuse(source: unknown, directive: string, ownHost: string): string | undefined {
  const parts = typeof source === "string" ? SOURCE.exec(source)?.groups : undefined;
  if (parts === undefined) return "it is not an origin such as https://cdn.example.com";
  const { scheme = "", host = "", port } = parts;
  const labels = host.split(".");
  if (
    host.startsWith("*.") &&
    (labels.length < 3 || labels.every((label) => /^[\d*]+$/u.test(label)))
  ) {
    return "its wildcard covers more than the hosts of one site";
  }
  const isSocket = scheme.toLowerCase().startsWith("ws");
  if (isSocket && directive !== "connectDomains") return "only connectDomains takes ws and wss";
  const reached = port ?? (/s$/iu.test(scheme) ? "443" : "80");
  const [, ownName, ownPort = "80"] = /^(.*?)(?::(\d+))?$/u.exec(ownHost.toLowerCase()) ?? [];
  const name = host.toLowerCase().replace(/^\*\./u, "");
  if ((LOOPBACK.test(name) || name === ownName) && reached === ownPort) {
    return "it is the inspector itself";
  }
  return undefined;
}
