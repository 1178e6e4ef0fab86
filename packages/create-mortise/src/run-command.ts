import { spawn } from "node:child_process";
import { basename, relative, resolve } from "node:path";
import { confirm, isCancel, log, outro, select, text } from "@clack/prompts";
import type { Project } from "./create-project.ts";
import { createProject } from "./create-project.ts";
import { findNodeFault } from "./node-version.ts";
import type { PackageManager } from "./package-manager.ts";
import { readPackageManager, toRunCommand } from "./package-manager.ts";
import { findNameFault, toProjectName } from "./project-name.ts";
import { quotePath } from "./quote-path.ts";
import type { Wishes } from "./read-arguments.ts";
import { readArguments, USAGE } from "./read-arguments.ts";
import { TEMPLATES } from "./template.ts";

const DEFAULT_FOLDER = "my-mortise-server";

/** The surroundings of a run, which tests give. */
export interface CommandOptions {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Whether a person can be asked. */
  readonly isInteractive: boolean;
}

/** The user ended the questions. */
class Cancelled extends Error {}

/** Makes the project that a command line and its user want, and returns the exit code. */
export async function runCommand(
  args: readonly string[],
  { env, isInteractive }: CommandOptions,
): Promise<number> {
  try {
    const fault = findNodeFault(process.versions.node);
    if (fault !== undefined) throw new RangeError(fault);
    const wishes = readArguments(args);
    if (wishes.help) {
      process.stdout.write(USAGE);
      return 0;
    }
    const manager = readPackageManager(env["npm_config_user_agent"]);
    const asks = isInteractive && !wishes.yes;
    const project = await create(wishes, asks);
    log.success(`${project.files.length} files in ${project.folder}`);
    const installs = wishes.install ?? (asks && (await askToInstall(manager)));
    const code = installs ? await install(manager, project.folder) : 0;
    outro(describeNext(project, manager, installs && code === 0));
    return code;
  } catch (error) {
    if (error instanceof Cancelled) {
      log.info("Nothing was made");
      return 130;
    }
    if (!(error instanceof RangeError)) throw error;
    process.stderr.write(`error ${error.message}\nSee npm create mortise@latest -- --help\n`);
    return 2;
  }
}

async function create(wishes: Wishes, asks: boolean): Promise<Project> {
  const folder = wishes.folder ?? (asks ? await askForFolder(wishes.name) : DEFAULT_FOLDER);
  const template = wishes.template ?? (asks ? await askForTemplate() : "server");
  return createProject({ folder, template, name: wishes.name });
}

async function askForFolder(name: string | undefined): Promise<string> {
  return given(
    await text({
      message: "Where?",
      placeholder: DEFAULT_FOLDER,
      defaultValue: DEFAULT_FOLDER,
      validate: (value) => {
        if (value === undefined || value === "" || name !== undefined) return undefined;
        const fault = findNameFault(toProjectName(basename(resolve(value))));
        return fault && `The last part is to be the package's name, and ${fault}`;
      },
    }),
  );
}

async function askForTemplate(): Promise<string> {
  const options = TEMPLATES.map(({ name, description }) => ({
    value: name,
    label: name,
    hint: description,
  }));
  return given(await select({ message: "What?", options }));
}

/** Ctrl+C is a no, for the files are there by now. */
async function askToInstall(manager: PackageManager): Promise<boolean> {
  return (await confirm({ message: `Install the packages with ${manager}?` })) === true;
}

function given<Value>(answer: Value): Exclude<Value, symbol> {
  if (isCancel(answer)) throw new Cancelled();
  return answer as Exclude<Value, symbol>;
}

/** Installs the packages; resolves with the exit code of the package manager. */
function install(manager: PackageManager, folder: string): Promise<number> {
  log.step(`${manager} install`);
  return new Promise((resolve, reject) => {
    // On Windows package managers are scripts, which only a shell starts.
    const child = spawn(`${manager} install`, { cwd: folder, stdio: "inherit", shell: true });
    child.on("error", reject);
    child.on("close", (code) => resolve(code ?? 1));
  });
}

function describeNext(project: Project, manager: PackageManager, isInstalled: boolean): string {
  const below = relative(process.cwd(), project.folder);
  const path = below.startsWith("..") ? project.folder : below;
  const steps = [
    ...(path === "" ? [] : [`cd ${quotePath(path, process.platform)}`]),
    ...(isInstalled ? [] : [`${manager} install`]),
    toRunCommand(manager, "dev"),
  ];
  return `Next: ${steps.join(" && ")}`;
}
