import { homedir } from "node:os";
import { basename, sep } from "node:path";
import { MortiseError } from "@mortise/protocol";

/** The place of a text in a host's configuration. */
export interface ExpandOptions {
  /** The folder of the project that the configuration belongs to. */
  readonly folder: string;
  /** Names the place of the text in messages, such as `args of "customers" in mcp.json`. */
  readonly place: string;
}

const VARIABLE = /\$\{([^}]*)\}/g;
const NAME = /^(?:env:)?([A-Za-z_]\w*)(?::-(.*))?$/s;

/**
 * Replaces `${NAME}`, `${NAME:-default}` and `${env:NAME}` by variables of the environment, and
 * `${workspaceFolder}` and its kin as VS Code does. The value of a variable is not expanded again.
 *
 * @throws MortiseError `INVALID_OPTION` for a variable that is not set, and for one that only a host
 * can fill in, such as `${input:key}`.
 */
export function expand(text: string, options: ExpandOptions): string {
  return text.replaceAll(VARIABLE, (written: string, inner: string) => {
    const known = FOLDERS[inner]?.(options.folder);
    if (known !== undefined) return known;
    const [, name, fallback] = NAME.exec(inner) ?? [];
    if (name === undefined) {
      throw invalid(
        `${written} in ${options.place} is for the host alone; write the value instead`,
      );
    }
    const value = process.env[name];
    // As in a shell, an empty variable takes the default.
    if (value !== undefined && (value !== "" || fallback === undefined)) return value;
    if (fallback !== undefined) return fallback;
    throw invalid(
      `${name} of ${options.place} is not set; set it, or write \${${name}:-default} there`,
    );
  });
}

const FOLDERS: Readonly<Record<string, (folder: string) => string>> = {
  workspaceFolder: (folder) => folder,
  workspaceFolderBasename: (folder) => basename(folder),
  userHome: () => homedir(),
  pathSeparator: () => sep,
  "/": () => sep,
};

function invalid(message: string): MortiseError {
  return new MortiseError("INVALID_OPTION", message);
}
