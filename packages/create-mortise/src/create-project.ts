import { cpSync, existsSync, readdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { basename, join, relative, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { fillFolder } from "./project-folder.ts";
import { findNameFault, toProjectName } from "./project-name.ts";
import type { Template } from "./template.ts";
import { findTemplate, TEMPLATES } from "./template.ts";

/** The project to make. */
export interface ProjectOptions {
  /** The folder, which must not exist, or be empty, or be a link to an empty one. */
  readonly folder: string;
  /** A name of {@link TEMPLATES}. */
  readonly template: string;
  /** The name in `package.json`. Default: from the folder's name. */
  readonly name?: string | undefined;
}

/** A project that was made. */
export interface Project {
  /** The absolute path of its folder. */
  readonly folder: string;
  /** The name in `package.json`. */
  readonly name: string;
  /** The files, by their paths from the folder, sorted. */
  readonly files: readonly string[];
}

/** Files of the workspace and of runs, which no project gets. */
const LEFT_OUT: ReadonlySet<string> = new Set([
  "node_modules",
  ".tsc",
  ".mortise",
  "dist",
  "tsconfig.json",
  "README.md",
]);

/** The files that every project gets, and the templates, as they are published. */
const PROJECT = fileURLToPath(new URL("../project/", import.meta.url));
const PUBLISHED = fileURLToPath(new URL("../templates/", import.meta.url));
/** In the repository the templates are its examples. */
const EXAMPLES = fileURLToPath(new URL("../../../examples/", import.meta.url));

/**
 * Makes a project of a template, and returns what it made.
 *
 * @throws RangeError for an unknown template, a name that npm refuses, a folder that is not empty, and one that
 * cannot be made; nothing is written then.
 */
export function createProject({ folder, template: wanted, name }: ProjectOptions): Project {
  const template = findTemplate(wanted);
  if (!template) {
    const names = TEMPLATES.map((each) => each.name).join(", ");
    throw new RangeError(`There is no template ${JSON.stringify(wanted)}; there are ${names}`);
  }
  const target = resolve(folder);
  const project = name ?? toProjectName(basename(target));
  const fault = findNameFault(project);
  if (fault !== undefined) {
    const advice = name === undefined ? "; give one with --name" : "";
    const message = `${JSON.stringify(project)} cannot be the name of a package: ${fault}${advice}`;
    throw new RangeError(message);
  }
  const files = fillFolder(target, (path) => writeProject(path, project, template));
  return { folder: target, name: project, files };
}

/** Writes the files of a project, and returns their paths. */
function writeProject(folder: string, name: string, template: Template): readonly string[] {
  cpSync(PROJECT, folder, { recursive: true });
  // npm publishes no .gitignore.
  renameSync(join(folder, "_gitignore"), join(folder, ".gitignore"));
  const source = join(existsSync(PUBLISHED) ? PUBLISHED : EXAMPLES, template.name);
  copyTemplate(source, folder);
  const files = listFiles(folder);
  for (const file of files) fillIn(join(folder, file), name, template);
  return files;
}

/** Copies a template without the files that belong to the place where it lies. */
function copyTemplate(source: string, target: string): void {
  const isWanted = (path: string): boolean => path === source || !LEFT_OUT.has(basename(path));
  cpSync(source, target, { recursive: true, filter: isWanted });
}

function listFiles(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)).replaceAll("\\", "/"))
    .filter((path) => !path.startsWith(".git/"))
    .sort();
}

/** Puts the name and the notes of this project into one of its files. */
function fillIn(path: string, name: string, { notes }: Template): void {
  const text = readFileSync(path, "utf8");
  const filled =
    basename(path) === "package.json"
      ? text.replace(/^( {2}"name": )"[^"]*"/m, `$1${JSON.stringify(name)}`)
      : text.replaceAll("{{name}}", name).replaceAll("{{notes}}", notes);
  if (filled !== text) writeFileSync(path, filled);
}
