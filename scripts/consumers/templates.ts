import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { TEMPLATES } from "create-mortise";
import { run, runNpm } from "../workspace/run-tool.ts";
import { INSTALLERS, installConsumer } from "./install.ts";
import type { Registry } from "./registry.ts";

/** The packed packages for projects. */
export interface TemplateSource {
  readonly registry: Registry;
  /** The addresses of the packages that no scope leads to the registry. */
  readonly packages: Readonly<Record<string, string>>;
}

/**
 * Makes a project of every template with the packed `create-mortise`, all in one npm workspace, and installs
 * them.
 */
export async function installTemplates(
  folder: string,
  { registry, packages }: TemplateSource,
): Promise<void> {
  const creator = join(folder, "creator");
  const dependencies = { "create-mortise": packages["create-mortise"] ?? "" };
  await installConsumer({ folder: creator, dependencies }, INSTALLERS[0], registry);
  const bin = join(creator, "node_modules/create-mortise/dist/bin.js");
  const names = TEMPLATES.map(({ name }) => name);
  for (const name of names) {
    const project = join(folder, name);
    const { code, output } = await run(process.execPath, [bin, project, "--template", name]);
    if (code !== 0)
      throw new Error(`create-mortise --template ${name} ended with ${code}:\n${output}`);
    pinPackages(join(project, "package.json"), packages);
  }
  mkdirSync(folder, { recursive: true });
  writeFileSync(
    join(folder, "package.json"),
    JSON.stringify({ name: "projects", private: true, workspaces: names }),
  );
  writeFileSync(
    join(folder, ".npmrc"),
    `@mortise:registry=${registry.url}\nfund=false\naudit=false\n`,
  );
  await runNpm(["install"], folder);
}

/** Puts the addresses of packed packages in the place of their ranges. */
function pinPackages(path: string, packages: Readonly<Record<string, string>>): void {
  const manifest = JSON.parse(readFileSync(path, "utf8"));
  for (const [name, address] of Object.entries(packages)) {
    if (manifest.dependencies[name] !== undefined) manifest.dependencies[name] = address;
  }
  writeFileSync(path, JSON.stringify(manifest, null, 2));
}
