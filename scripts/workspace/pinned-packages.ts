import { spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

/** An install takes a minute; this only ends one that hangs. */
const LIMIT_MS = 600_000;

/**
 * Packages too large for the workspace, in a folder with a manifest and a lock file of their own. A run that needs
 * them installs them first, so that `npm ci` stays small.
 */
export class PinnedPackages {
  readonly #folder: URL;

  /** `folder` is the URL of the folder and ends with a slash. */
  constructor(folder: URL) {
    this.#folder = folder;
  }

  /** The path of the folder. */
  get place(): string {
    return fileURLToPath(this.#folder);
  }

  /** The packages that the manifest pins. */
  get names(): readonly string[] {
    return Object.keys(this.#pins);
  }

  /** Returns whether packages are there in the versions that the manifest pins exactly. */
  has(names: readonly string[] = this.names): boolean {
    const pins = this.#pins;
    return names.every(
      (name) => existsSync(this.#manifestOf(name)) && this.version(name) === pins[name],
    );
  }

  /** Returns the installed version of a package. */
  version(name: string): string {
    return (JSON.parse(readFileSync(this.#manifestOf(name), "utf8")) as { version: string })
      .version;
  }

  /** Returns the path of a file in `node_modules`. */
  path(file: string): string {
    return fileURLToPath(new URL(`node_modules/${file}`, this.#folder));
  }

  /**
   * Installs the packages without running their scripts, and returns the reason of a failure. Needs the
   * network once.
   */
  install(): string | undefined {
    const prefix = this.place;
    const args = ["ci", "--prefix", prefix, "--ignore-scripts", "--no-audit", "--no-fund"];
    const { status, error, stderr } = spawnSync("npm", args, {
      cwd: prefix,
      encoding: "utf8",
      timeout: LIMIT_MS,
      stdio: ["ignore", "ignore", "pipe"],
    });
    if (status === 0) return undefined;
    const [line] = /(?<=npm error ).+/.exec(stderr ?? "") ?? [];
    return error?.message ?? line ?? `it ended with ${status}`;
  }

  get #pins(): Readonly<Record<string, string>> {
    const manifest = readFileSync(new URL("package.json", this.#folder), "utf8");
    return (JSON.parse(manifest) as { dependencies: Record<string, string> }).dependencies;
  }

  #manifestOf(name: string): URL {
    return new URL(`node_modules/${name}/package.json`, this.#folder);
  }
}
