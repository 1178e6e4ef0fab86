/** A program that installs packages. */
export type PackageManager = "npm" | "pnpm" | "yarn" | "bun";

const KNOWN: readonly PackageManager[] = ["npm", "pnpm", "yarn", "bun"];

/**
 * Returns the package manager that ran this program, by the name that it puts into
 * `npm_config_user_agent`, such as `pnpm/10.1.0 node/v24.0.0 linux x64`. Default: npm.
 */
export function readPackageManager(userAgent: string | undefined): PackageManager {
  const [name] = userAgent?.split("/") ?? [];
  return KNOWN.find((known) => known === name) ?? "npm";
}

/** Returns the command that runs a script of the project. */
export function toRunCommand(manager: PackageManager, script: string): string {
  return manager === "npm" ? `npm run ${script}` : `${manager} run ${script}`;
}
