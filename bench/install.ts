// How many packages an install brings, counted in the lock file, so that no network is needed.
import { readFileSync } from "node:fs";

interface LockEntry {
  link?: boolean;
  resolved?: string;
  dependencies?: Record<string, string>;
  optionalDependencies?: Record<string, string>;
  peerDependencies?: Record<string, string>;
  peerDependenciesMeta?: Record<string, { optional?: boolean }>;
}

/** What a user would type after `npm install`, and how many packages that brings. */
export interface Install {
  names: string[];
  packages: number;
}

const installs = [
  ["@mortise/server"],
  ["mortise"],
  ["tmcp"],
  ["tmcp", "@tmcp/transport-http", "@tmcp/transport-stdio", "@tmcp/adapter-zod", "zod"],
  ["@modelcontextprotocol/server"],
  ["@modelcontextprotocol/server", "@modelcontextprotocol/node"],
  ["@modelcontextprotocol/sdk"],
];

/** Counts the packages of each install. */
export function countInstalls(): Install[] {
  const file = new URL("../package-lock.json", import.meta.url);
  const lock = JSON.parse(readFileSync(file, "utf8")) as { packages: Record<string, LockEntry> };
  return installs.map((names) => ({ names, packages: findClosure(lock.packages, names).size }));
}

/**
 * Returns the places, in the lock file, of the named packages and all they need: dependencies,
 * peers that are not optional (npm installs them too) and optional packages that are there.
 */
export function findClosure(
  entries: Record<string, LockEntry>,
  names: readonly string[],
): Set<string> {
  const found = new Set<string>();
  const visit = (name: string, from: string, required: boolean): void => {
    const place = resolve(entries, name, from);
    if (place === undefined) {
      if (required) throw new Error(`package-lock.json has no ${name}, which ${from} needs.`);
      return;
    }
    if (found.has(place)) return;
    found.add(place);
    const entry = entries[place] ?? {};
    for (const needed of Object.keys(entry.dependencies ?? {})) visit(needed, place, true);
    for (const needed of Object.keys(entry.optionalDependencies ?? {})) visit(needed, place, false);
    for (const needed of Object.keys(entry.peerDependencies ?? {})) {
      if (entry.peerDependenciesMeta?.[needed]?.optional !== true) visit(needed, place, true);
    }
  };
  for (const name of names) visit(name, "", true);
  return found;
}

/** Walks up from a package to where Node would find another, following workspace links. */
function resolve(
  entries: Record<string, LockEntry>,
  name: string,
  from: string,
): string | undefined {
  for (let folder = from; ; folder = folder.slice(0, Math.max(0, folder.lastIndexOf("/")))) {
    const place = `${folder === "" ? "" : `${folder}/`}node_modules/${name}`;
    const entry = entries[place];
    if (entry) return entry.link ? entry.resolved : place;
    if (folder === "") return undefined;
  }
}

if (import.meta.main) {
  for (const { names, packages } of countInstalls()) {
    console.log(`${String(packages).padStart(4)} packages: npm install ${names.join(" ")}`);
  }
}
