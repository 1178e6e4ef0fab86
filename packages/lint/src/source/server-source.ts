import { parse } from "acorn";
import type { SourcePlace } from "../finding.ts";
import type { SourceText } from "../listing.ts";
import type { AnySyntax, SyntaxOf } from "./syntax.ts";
import { calledName, everySyntax, memberOf, nameOf } from "./syntax.ts";

/** The files of a server as programs. */
export interface ServerSource {
  readonly files: readonly ProgramFile[];
  /** The files that are no JavaScript, and why. */
  readonly unread: readonly { readonly path: string; readonly reason: string }[];
}

/** A file of a server as a program. */
export interface ProgramFile {
  readonly path: string;
  readonly program: AnySyntax;
  /** The tools that the file defines. */
  readonly tools: readonly DefinedTool[];
}

/** A tool in the file that defines it. */
interface DefinedTool {
  readonly name: string;
  /** The call that defines it, handler included. */
  readonly definition: AnySyntax;
}

/** The methods that define a tool: of Mortise, the official SDK and FastMCP. */
const DEFINING = new Set(["tool", "registerTool", "addTool"]);

/** Reads the files of a server; one that cannot be read costs the others nothing. */
export function readSource(sources: readonly SourceText[]): ServerSource {
  const files: ProgramFile[] = [];
  const unread: { path: string; reason: string }[] = [];
  for (const { path, code } of sources) {
    try {
      const program = parse(code, {
        ecmaVersion: "latest",
        sourceType: "module",
        locations: true,
        allowHashBang: true,
        allowReturnOutsideFunction: true,
      });
      files.push({ path, program, tools: findTools(program) });
    } catch (error) {
      unread.push({ path, reason: error instanceof Error ? error.message : String(error) });
    }
  }
  return { files, unread };
}

/** Gives the place of a part of a program. */
export function placeOf({ path }: ProgramFile, { loc }: AnySyntax): SourcePlace {
  const { line, column } = loc?.start ?? { line: 1, column: 0 };
  return { file: path, line, column: column + 1 };
}

/** Gives the tool that a part of a program belongs to. */
export function toolAround({ tools }: ProgramFile, { start, end }: AnySyntax): string | undefined {
  const around = tools.filter(
    ({ definition }) => definition.start <= start && definition.end >= end,
  );
  return around.at(-1)?.name;
}

function findTools(program: AnySyntax): DefinedTool[] {
  const tools: DefinedTool[] = [];
  for (const syntax of everySyntax(program)) {
    if (syntax.type !== "CallExpression" || !DEFINING.has(calledName(syntax) ?? "")) continue;
    const name = readName(syntax);
    if (name === undefined) continue;
    // A chain of calls holds those before it, so a tool begins at its own name.
    const [first] = syntax.arguments;
    if (first !== undefined) {
      const definition = { ...syntax, start: first.start, loc: first.loc ?? null } as AnySyntax;
      tools.push({ name, definition });
    }
  }
  return tools;
}

function readName({ arguments: [first] }: SyntaxOf<"CallExpression">): string | undefined {
  if (first === undefined) return undefined;
  if (first.type !== "ObjectExpression")
    return first.type === "Literal" ? nameOf(first) : undefined;
  const name = memberOf(first, "name");
  return name === undefined ? undefined : nameOf(name);
}
