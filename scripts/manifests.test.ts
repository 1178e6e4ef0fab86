import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { expect, test } from "vitest";
import { findPublicPackages, readManifest } from "./workspace/public-packages.ts";

const workspace = readManifest("package.json");
const home = String(workspace["homepage"]).replace("#readme", "");
const packages = findPublicPackages();

test.for(packages)("$manifest.name says where it comes from, as the workspace does", (subject) => {
  const { root, manifest } = subject;
  expect(manifest).toMatchObject({
    license: workspace["license"],
    engines: workspace["engines"],
    repository: { type: "git", url: `git+${home}.git`, directory: root },
    bugs: `${home}/issues`,
    publishConfig: { access: "public" },
  });
  expect([`${home}#readme`, `${home}/tree/main/${root}#readme`]).toContain(manifest["homepage"]);
  expect(manifest["keywords"]).toEqual(expect.arrayContaining(["mcp", "model-context-protocol"]));
  expect(manifest["description"]).toMatch(/^[A-Z].{10,120}\.$/);
});

test.for(packages)("the README of $manifest.name stands alone on npm", ({ root, manifest }) => {
  const readme = readFileSync(join(root, "README.md"), "utf8");
  expect(readme).toMatch(new RegExp(`^# ${manifest.name}\n`));
  expect(readme).toContain(`npm install ${manifest.name}`);
  for (const [, target = ""] of readme.matchAll(/\]\(([^)\s]+)\)/g)) {
    expect(target, "npm shows a README without the repository around it").toMatch(/^https:\/\/|^#/);
    const path = new RegExp(`^${home}/(?:blob|tree)/main/([^#]*)`).exec(target)?.[1];
    if (path !== undefined) expect(existsSync(path), `${target} is not there`).toBe(true);
  }
});

test("all packages have one version", () => {
  expect(new Set(packages.map(({ manifest }) => manifest.version)).size).toBe(1);
});

test("the pages of the repository name the place in the manifests", () => {
  for (const path of ["SECURITY.md", "CODE_OF_CONDUCT.md", ".github/ISSUE_TEMPLATE/config.yml"]) {
    expect(readFileSync(path, "utf8"), dirname(path)).toContain(`${home}/security/advisories/new`);
  }
});

/** A package of the lock file. */
interface Locked {
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly link?: boolean;
  readonly resolved?: string;
  readonly hasInstallScript?: boolean;
  readonly cpu?: readonly string[];
}

/** Finds the places in the lock file of all that is installed with a package, but for optional ones. */
function findInstalled(root: string, locked: Readonly<Record<string, Locked>>): Set<string> {
  const found = new Set<string>();
  const visit = (place: string): void => {
    const { dependencies = {} } = locked[place] ?? {};
    for (const name of Object.keys(dependencies)) {
      const folders = place.split("/").map((_, at, all) => `${all.slice(0, at + 1).join("/")}/`);
      const candidates = ["", ...folders].reverse().map((each) => `${each}node_modules/${name}`);
      const at = candidates.find((each) => locked[each] !== undefined);
      if (at === undefined) throw new Error(`${place} needs ${name}, which is not installed`);
      const { link, resolved } = locked[at] as Locked;
      const target = link === true ? (resolved ?? at) : at;
      if (found.has(target)) continue;
      found.add(target);
      visit(target);
    }
  };
  visit(root);
  return found;
}

test.for(packages)(
  "$manifest.name needs no compiler and no script at its install (mcp-servers-for-revit/mcp-servers-for-revit#8, MCDxAI/minecraft-dev-mcp#8, crisandrews/ClawCode#35)",
  ({ root, manifest }) => {
    const locked: Readonly<Record<string, Locked>> = JSON.parse(
      readFileSync("package-lock.json", "utf8"),
    ).packages;
    const places = findInstalled(root, locked);
    if (Object.keys(manifest.dependencies ?? {}).length > 0) expect(places.size).toBeGreaterThan(0);
    for (const place of [root, ...places]) {
      expect(locked[place]?.hasInstallScript, place).toBeUndefined();
      expect(locked[place]?.cpu, place).toBeUndefined();
    }
  },
);
