import { parse } from "es-module-lexer/js";
import { transform } from "sucrase";
import type { CompiledProgram } from "./messages.ts";

/** The packages that a program of the playground may import. */
export const PACKAGES = [
  "mortise",
  "@mortise/client",
  "@mortise/protocol",
  "@mortise/server",
  "zod",
] as const;

/** A program that cannot run, and the line that says why. */
export class CompileError extends Error {
  override readonly name = "CompileError";
  readonly line: number;

  constructor(message: string, line: number) {
    super(message);
    this.line = line;
  }
}

/**
 * Removes the types of a program and finds its imports. Lines keep their numbers.
 *
 * @throws CompileError for a program that is no TypeScript, or imports a package that is not here
 */
export function compile(text: string): CompiledProgram {
  const code = removeTypes(text);
  const pieces: string[] = [];
  const specifiers: string[] = [];
  let end = 0;
  for (const { n: name, s: from, e: to, d: dynamic } of parseImports(code)) {
    if (name === undefined) continue;
    if (!isPackage(name)) throw new CompileError(refuse(name), lineAt(code, from));
    // The range of a dynamic import holds the quotes.
    const [start, stop] = dynamic > -1 ? [from + 1, to - 1] : [from, to];
    pieces.push(code.slice(end, start));
    specifiers.push(name);
    end = stop;
  }
  return { pieces: [...pieces, code.slice(end)], specifiers };
}

function removeTypes(text: string): string {
  try {
    return transform(text, { transforms: ["typescript"], disableESTransforms: true }).code;
  } catch (error) {
    throw toCompileError(error, /^(.*) \((\d+):\d+\)$/s);
  }
}

function parseImports(code: string): ReturnType<typeof parse>[0] {
  try {
    return parse(code, "server.ts")[0];
  } catch (error) {
    throw toCompileError(error, /^(Parse error) server\.ts:(\d+):\d+/);
  }
}

function toCompileError(error: unknown, form: RegExp): CompileError {
  const text = error instanceof Error ? error.message : String(error);
  const [, message = text, line = "1"] = form.exec(text) ?? [];
  return new CompileError(message, Number(line));
}

function isPackage(name: string): boolean {
  return (PACKAGES as readonly string[]).includes(name);
}

function refuse(name: string): string {
  return `The playground has no "${name}"; it has ${PACKAGES.join(", ")}. On your machine every package of npm works`;
}

function lineAt(code: string, at: number): number {
  return code.slice(0, at).split("\n").length;
}
