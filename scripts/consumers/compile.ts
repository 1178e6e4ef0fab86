import { cpSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { run } from "../workspace/run-tool.ts";

/** A compiler that a consumer may have, by the name under which the project installs it. */
export interface Compiler {
  readonly name: string;
  readonly alias: string;
  /** As in `package.json`. */
  readonly range: string;
}

export const COMPILERS: readonly Compiler[] = [
  { name: "TypeScript 5.9", alias: "typescript-5", range: "npm:typescript@5.9.3" },
  { name: "TypeScript 7", alias: "typescript-7", range: "npm:typescript@7.0.2" },
];

export const MODULES = ["nodenext", "bundler"] as const;

/** The settings that notice what a consumer's own settings may notice. */
const STRICT = {
  target: "es2024",
  lib: ["es2024"],
  types: ["node"],
  strict: true,
  exactOptionalPropertyTypes: true,
  declaration: true,
  rewriteRelativeImportExtensions: true,
};

/** A program to compile in a project. */
export interface Compilation {
  readonly folder: string;
  readonly compiler: Compiler;
  readonly module: (typeof MODULES)[number];
  /** Files of the folder. */
  readonly files: readonly string[];
  /** Whether declarations are believed, those of other packages above all. Default `false`. */
  readonly skipLibCheck?: boolean;
}

/**
 * Compiles a program, its declarations included, and returns the folder of the output.
 *
 * @throws Error with the messages of the compiler.
 */
export async function compile(compilation: Compilation): Promise<string> {
  const { folder, compiler, module, files, skipLibCheck = false } = compilation;
  const output = `out-${compiler.alias}-${module}`;
  const modules =
    module === "bundler"
      ? { module: "preserve", moduleResolution: "bundler" }
      : { module: "nodenext" };
  const config = {
    compilerOptions: { ...STRICT, ...modules, skipLibCheck, outDir: output },
    files,
  };
  const path = join(folder, `tsconfig.${output}.json`);
  writeFileSync(path, JSON.stringify(config));
  const program = join(folder, "node_modules", compiler.alias, "bin/tsc");
  const { code, output: messages } = await run(process.execPath, [program, "-p", path]);
  if (code !== 0) throw new Error(`${compiler.name} with ${module}:\n${messages}`);
  return join(folder, output);
}

/** Copies the programs of `tests/consumers` into a project. */
export function copyPrograms(folder: string): void {
  cpSync("tests/consumers", folder, { recursive: true });
}
