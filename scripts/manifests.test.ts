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
