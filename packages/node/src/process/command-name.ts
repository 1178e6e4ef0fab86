import { basename } from "node:path";

/** A path to a program's file, without characters that a credential or an option has. */
const SCRIPT = /^[\w./\\@+-]+\.(?:[cm]?[jt]sx?|py|rb|php|sh|ps1|jar|dll|phar)$/;
/** The name of a package, with its scope and version. */
const PACKAGE = /^(?:@[\w.-]+\/)?[\w.-]+(?:@[\w.^~-]+)?$/;
const LAUNCHERS: ReadonlySet<string> = new Set(["npx", "bunx", "uvx", "pnpx", "pipx"]);

/**
 * Names a command in messages: the program, and the script or package that it runs.
 *
 * Other arguments are left out, since they often hold keys and URLs with passwords, and messages reach
 * logs, users and models.
 */
export function nameCommand(command: string, args: readonly string[]): string {
  const program = basename(command.replaceAll("\\", "/")).replace(/\.(?:exe|cmd)$/i, "");
  const first = args.find((argument) => !argument.startsWith("-"));
  const isNamed =
    first !== undefined && (LAUNCHERS.has(program) ? PACKAGE.test(first) : SCRIPT.test(first));
  return JSON.stringify(isNamed ? `${program} ${first}` : program);
}
