import {
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { basename, join, relative, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { findNameFault, toProjectName } from "./project-name.ts";
import type { Template } from "./template.ts";
import { findTemplate, TEMPLATES } from "./template.ts";

/** The project to make. */
export interface ProjectOptions {
  /** The folder, which must not exist, or be empty. */
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

/** A folder may have these before: a repository that was made first is no reason to refuse. */
const HARMLESS: ReadonlySet<string> = new Set([".git", ".DS_Store"]);

/** Files of the workspace and of runs, which no project gets. */
const LEFT_OUT: ReadonlySet<string> = new Set([
  "node_modules",
  ".tsc",
  ".mortise",
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
 * @throws RangeError for an unknown template, a name that npm refuses, and a folder that is not empty; nothing is
 * written then.
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
    throw new RangeError(`${JSON.stringify(project)} cannot be the name of a package: ${fault}`);
  }
  assertEmpty(target);
  mkdirSync(target, { recursive: true });
  cpSync(PROJECT, target, { recursive: true });
  // npm publishes no .gitignore.
  renameSync(join(target, "_gitignore"), join(target, ".gitignore"));
  const source = join(existsSync(PUBLISHED) ? PUBLISHED : EXAMPLES, template.name);
  copyTemplate(source, target);
  const files = listFiles(target);
  for (const file of files) fillIn(join(target, file), project, template);
  return { folder: target, name: project, files };
}

/** Copies a template without the files that belong to the place where it lies. */
function copyTemplate(source: string, target: string): void {
  const isWanted = (path: string): boolean => path === source || !LEFT_OUT.has(basename(path));
  cpSync(source, target, { recursive: true, filter: isWanted });
}

/**
 * Refuses a folder with content, which a project could overwrite.
 *
 * @throws RangeError
 */
function assertEmpty(folder: string): void {
  if (!existsSync(folder)) return;
  if (!statSync(folder).isDirectory()) throw new RangeError(`${folder} is a file; name a folder`);
  const [first] = readdirSync(folder).filter((entry) => !HARMLESS.has(entry));
  if (first !== undefined) {
    throw new RangeError(`${folder} is not empty, it has ${first}; name a new folder`);
  }
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
