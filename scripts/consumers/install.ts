import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { runNpm } from "../workspace/run-tool.ts";
import type { Registry } from "./registry.ts";

/** A package manager, and the layout it makes of `node_modules`. */
export interface Installer {
  readonly name: string;
  /** The arguments for npm. */
  readonly args: readonly string[];
}

export const INSTALLERS: readonly Installer[] = [
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
