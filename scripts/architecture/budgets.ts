import type { MeasuredFunction } from "./measure-functions.ts";
import type { SourceTree } from "./source-tree.ts";
import { isTestCode, isTypeScript } from "./source-tree.ts";

export interface Budgets {
  readonly fileLines: number;
  /** For product code; a test may be as long as the case that it plays. */
  readonly functionLines: number;
  readonly parameters: number;
}

/** Returns a sentence for each file that is longer than the budget. */
export function findLongFiles(tree: SourceTree, { fileLines }: Budgets): readonly string[] {
  return [...tree]
    .filter(([path]) => isTypeScript(path))
    .map(([path, text]) => ({ path, lines: text.trimEnd().split("\n").length }))
    .filter(({ lines }) => lines > fileLines)
    .map(({ path, lines }) => `${path}: ${lines} lines of at most ${fileLines}`);
}

/** Returns a sentence for each function of product code that is longer than the budget. */
export function findLongFunctions(
  functions: readonly MeasuredFunction[],
  { functionLines }: Budgets,
): readonly string[] {
  return functions
    .filter(({ lines, path }) => lines > functionLines && !isTestCode(path))
    .map((one) => `${place(one)}: ${one.lines} lines of at most ${functionLines}`);
}

/** Returns a sentence for each function with too many parameters, test code included. */
export function findWideFunctions(
  functions: readonly MeasuredFunction[],
  { parameters }: Budgets,
): readonly string[] {
  return functions
    .filter((one) => one.parameters > parameters)
    .map((one) => `${place(one)}: ${one.parameters} parameters of at most ${parameters}`);
}

function place({ path, line, name }: MeasuredFunction): string {
  return `${path}:${line} ${name}`;
}
