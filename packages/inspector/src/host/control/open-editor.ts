import { spawn } from "node:child_process";
import { realpathSync, statSync } from "node:fs";
import { basename, relative, resolve, sep } from "node:path";
import type { Control } from "../../contract/index.ts";
import { HostFailure } from "../state/host-failure.ts";

type Request = Control["open-editor"][0];

/** The settings of {@link openEditor}. */
export interface EditorPlace {
  /** The folder of the project, beyond which nothing is opened. */
  readonly folder: string;
  /** The variables of the process; `VISUAL` goes before `EDITOR`. */
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** How editors with a window take a place; one that needs the terminal cannot be started from here. */
const EDITORS: readonly (readonly [
  name: RegExp,
  args: (place: string, at: Request) => string[],
])[] = [
  [/^(?:code|code-insiders|codium|cursor|windsurf)$/, (place) => ["--goto", place]],
  [/^(?:zed|subl|sublime_text)$/, (place) => [place]],
  [
    /^(?:idea|webstorm|phpstorm|rider)$/,
    (_place, { file, line }) => ["--line", String(line), file],
  ],
];

/**
 * Opens a place of the project's files in the editor of `VISUAL` or `EDITOR`, or VS Code; no shell sees the path.
 *
 * @throws HostFailure 403 for a file outside of the project, links followed; 404 for none; 409 for an editor
 *   that has no window or cannot be started.
 */
export async function openEditor(
  { file, line, column = 1 }: Request,
  { folder, env }: EditorPlace,
): Promise<Record<string, never>> {
  const path = findFile(file, folder);
  const [command = "", ...given] = (env["VISUAL"] || env["EDITOR"] || "code").trim().split(/\s+/);
  const name = basename(command).replace(/\.(?:exe|cmd)$/i, "");
  const editor = EDITORS.find(([known]) => known.test(name));
  if (editor === undefined) {
    const cause = `${JSON.stringify(name)} is no editor with a window that is known here`;
    throw refused(409, "NO_EDITOR", cause, "set VISUAL to code, cursor, zed, subl or webstorm");
  }
  const args = editor[1](`${path}:${line}:${column}`, { file: path, line, column });
  const child = spawn(command, [...given, ...args], { stdio: "ignore", detached: true });
  const started = Promise.withResolvers<void>();
  child.once("spawn", started.resolve);
  child.once("error", ({ message }) =>
    started.reject(refused(409, "NO_EDITOR", message, "set VISUAL to the command of your editor")),
  );
  await started.promise;
  child.unref();
  return {};
}

function findFile(file: string, folder: string): string {
  let path: string;
  let root: string;
  try {
    root = realpathSync(folder);
    path = realpathSync(resolve(root, file));
  } catch {
    throw refused(404, "NOT_FOUND", "there is no such file", "save the file, and reload the page");
  }
  const near = relative(root, path);
  if (near === ".." || near.startsWith(`..${sep}`) || resolve(near) === near) {
    const cause = "the file lies outside of the project";
    throw refused(403, "REFUSED", cause, `open files of ${root} alone`);
  }
  if (statSync(path).isFile()) return path;
  throw refused(403, "REFUSED", "this is no file", "open a file of the project");
}

function refused(status: number, code: string, cause: string, fix: string): HostFailure {
  return new HostFailure(status, { code, step: "open the editor", cause, fix });
}
