import { globSync, mkdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { runNpm } from "../workspace/run-tool.ts";
import type { Registry } from "./registry.ts";

/** A package manager, and the layout it makes of `node_modules`. */
export interface Installer {
  readonly name: string;
  /** The arguments for npm. */
  readonly args: readonly string[];
}

export const INSTALLERS: readonly [Installer, ...Installer[]] = [
  { name: "npm", args: ["install"] },
  { name: "npm linked", args: ["install", "--install-strategy=linked"] },
  { name: "pnpm", args: ["exec", "--yes", "--package=pnpm@12.21.0", "--", "pnpm", "install"] },
];

/** A project to make. */
export interface Consumer {
  readonly folder: string;
  /** Names and ranges, as in `package.json`. */
  readonly dependencies: Readonly<Record<string, string>>;
}

/** Makes an empty project and installs its dependencies, those of Mortise from `registry`. */
export async function installConsumer(
  { folder, dependencies }: Consumer,
  installer: Installer,
  registry: Registry,
): Promise<void> {
  mkdirSync(folder, { recursive: true });
  const manifest = { name: "consumer", private: true, type: "module", dependencies };
  writeFileSync(join(folder, "package.json"), JSON.stringify(manifest));
  // Only the scope can have a registry of its own; `mortise` comes by the address of its tarball.
  const settings = [`@mortise:registry=${registry.url}`, "fund=false", "audit=false"];
  writeFileSync(join(folder, ".npmrc"), `${settings.join("\n")}\n`);
  await runNpm(installer.args, folder);
}

/** The size of an install. */
export interface InstallSize {
  readonly packages: number;
  /** The space on a disk with blocks of 4 kB, folders included, as `du` counts. */
  readonly diskBytes: number;
}

/** Measures the `node_modules` of a project that npm installed. */
export function measureInstall(folder: string): InstallSize {
  const lock = readFileSync(join(folder, "node_modules/.package-lock.json"), "utf8");
  const packages = Object.keys(JSON.parse(lock).packages).length;
  const block = 4096;
  let diskBytes = 0;
  for (const path of globSync("node_modules/**", { cwd: folder })) {
    const stats = statSync(join(folder, path));
    diskBytes += stats.isFile() ? Math.ceil(stats.size / block) * block : block;
  }
  return { packages, diskBytes };
}
