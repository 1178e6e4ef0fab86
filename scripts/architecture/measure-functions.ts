import type { Node, ParamPattern } from "oxc-parser";
import { parseSync, Visitor } from "oxc-parser";
import type { SourceTree } from "./source-tree.ts";
import { isTypeScript } from "./source-tree.ts";

export interface MeasuredFunction {
  readonly path: string;
  /** The line on which it begins, from 1. */
  readonly line: number;
  /** As it is called in its file; `function` for one without a name. */
  readonly name: string;
  /** How many lines it spans, its signature included. */
  readonly lines: number;
  readonly parameters: number;
}

/** Measures every function, method, constructor and function type of a tree. */
export function measureFunctions(tree: SourceTree): readonly MeasuredFunction[] {
  return [...tree].filter(([path]) => isTypeScript(path)).flatMap(measureFile);
}

function measureFile([path, text]: readonly [string, string]): readonly MeasuredFunction[] {
  const { program } = parseSync(path, text);
  const names = new Map<unknown, string>();
  const found: MeasuredFunction[] = [];
  const lineOf = (offset: number): number => text.slice(0, offset).split("\n").length;
  const measure = (node: Node & { readonly params: readonly ParamPattern[] }): void => {
    const own = "id" in node && node.id?.type === "Identifier" ? node.id.name : undefined;
    found.push({
      path,
      line: lineOf(node.start),
      name: own ?? names.get(node) ?? "function",
      lines: text.slice(node.start, node.end).split("\n").length,
      parameters: node.params.filter((one) => !isThis(one)).length,
    });
  };
  const nameKey = (key: Node, target: unknown): void => {
    if (key.type === "Identifier" || key.type === "PrivateIdentifier") names.set(target, key.name);
  };
  new Visitor({
    MethodDefinition: ({ key, value }) => nameKey(key, value),
    TSAbstractMethodDefinition: ({ key, value }) => nameKey(key, value),
    PropertyDefinition: ({ key, value }) => nameKey(key, value),
    Property: ({ key, value }) => nameKey(key, value),
    VariableDeclarator: ({ id, init }) => nameKey(id, init),
    TSMethodSignature(node) {
      nameKey(node.key, node);
      measure(node);
    },
    FunctionDeclaration: measure,
    FunctionExpression: measure,
    ArrowFunctionExpression: measure,
    TSDeclareFunction: measure,
    TSEmptyBodyFunctionExpression: measure,
    TSFunctionType: measure,
    TSConstructorType: measure,
    TSCallSignatureDeclaration: measure,
    TSConstructSignatureDeclaration: measure,
  }).visit(program);
  return found;
}

function isThis(parameter: ParamPattern): boolean {
  return parameter.type === "Identifier" && parameter.name === "this";
}
