import { execFile } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { onTestFinished } from "vitest";

const BIN = fileURLToPath(new URL("bin.ts", import.meta.resolve("mortise")));

/** The outcome of a command. */
interface Outcome {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** A folder with a project, which goes away with the test. */
export interface OpenProject {
  readonly folder: string;
  /** Runs `mortise` in the folder. */
  run(args: readonly string[], env?: Readonly<Record<string, string>>): Promise<Outcome>;
}

/** Writes a project; `mortise` and `zod` in the text of a file become those of the workspace. */
export function openProject(files: Readonly<Record<string, string | Uint8Array>>): OpenProject {
  const folder = openFolder();
  for (const [name, content] of Object.entries(files)) {
    const path = join(folder, name);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, typeof content === "string" ? resolveImports(content) : content);
  }
  return {
    folder,
    run: (args, env = {}) =>
      new Promise((resolve) => {
        const options = { cwd: folder, env: { ...process.env, NO_COLOR: "1", ...env } };
        const child = execFile(process.execPath, [BIN, ...args], options, (_, out, err) =>
          resolve({ code: child.exitCode ?? -1, out, err }),
        );
      }),
  };
}

/** Makes an empty folder, which goes away with the test. */
export function openFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "mortise publishing "));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

function resolveImports(text: string): string {
  return text.replace(/from "(mortise|zod)"/g, (_, name: string) => {
    return `from ${JSON.stringify(import.meta.resolve(name))}`;
  });
}
