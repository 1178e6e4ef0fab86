// Measures the packages and the megabytes of an install from the lock file and the disk, so that no
// network is needed.
import { spawnSync } from "node:child_process";
import { lstatSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

interface LockEntry {
  link?: boolean;
  resolved?: string;
  dependencies?: Record<string, string>;
  optionalDependencies?: Record<string, string>;
  peerDependencies?: Record<string, string>;
  peerDependenciesMeta?: Record<string, { optional?: boolean }>;
}

/** One `npm install`, and what it brings. */
export interface Install {
  names: string[];
  packages: number;
  /** Megabytes on disk, in blocks of 4 KiB; absent if our packages were not staged. */
  megabytes?: number;
}

const root = fileURLToPath(new URL("..", import.meta.url));
const BLOCK = 4096;

const installs = [
  ["@mortise/server"],
  ["mortise", "zod"],
  ["tmcp"],
  ["tmcp", "@tmcp/transport-http", "@tmcp/transport-stdio", "@tmcp/adapter-zod", "zod"],
  ["@modelcontextprotocol/server"],
  [
    "@modelcontextprotocol/server",
    "@modelcontextprotocol/client",
    "@modelcontextprotocol/node",
    "zod",
  ],
  ["@modelcontextprotocol/sdk"],
];

/** Measures each install; `isStaged` first stages our packages as npm receives them. */
export function measureInstalls({ isStaged }: { readonly isStaged: boolean }): Install[] {
  if (isStaged) stagePackages();
  const file = join(root, "package-lock.json");
  const lock = JSON.parse(readFileSync(file, "utf8")) as { packages: Record<string, LockEntry> };
  return installs.map((names) => {
    const places = [...findClosure(lock.packages, names)];
    const isOurs = (place: string): boolean => !place.includes("node_modules/");
    const packages = places.length;
    if (!isStaged && places.some(isOurs)) return { names, packages };
    const sizes = places.map((place) =>
      isOurs(place) ? sizeOf(join(root, place, ".pack")) : sizeOf(join(root, place)),
    );
    const bytes = sizes.reduce((sum, size) => sum + size, 0);
    return { names, packages, megabytes: Math.round(bytes / 1e5) / 10 };
  });
}

/** Returns the bytes that a package takes on disk, without packages nested in it. */
export function sizeOf(folder: string): number {
  let size = 0;
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.name === "node_modules") continue;
    if (entry.isDirectory()) size += sizeOf(path);
    else size += Math.ceil(lstatSync(path).size / BLOCK) * BLOCK;
  }
  return size;
}

function stagePackages(): void {
  const { status, stderr } = spawnSync(process.execPath, ["scripts/pack.ts"], {
    cwd: root,
    encoding: "utf8",
  });
  if (status !== 0) throw new Error(`scripts/pack.ts ended with ${status}: ${stderr}`);
}

/**
 * Returns the places, in the lock file, of the named packages and of all that they require:
 * dependencies, peers that are not optional (npm installs them too), and optional packages that are
 * present.
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
  for (const { names, packages, megabytes } of measureInstalls({ isStaged: true })) {
    console.log(`${packages} packages, ${megabytes} MB: npm install ${names.join(" ")}`);
  }
}
