import { parse } from "@babel/parser";
import type { File, Node } from "@babel/types";

/** A file that the parser cannot read. */
export interface ParseFailure {
  readonly line: number;
  readonly message: string;
}

/** The syntax of a file, or the first mistake in it. */
export function parseFile(path: string, text: string): File | ParseFailure {
  try {
    return parse(text, {
      sourceType: "unambiguous",
      sourceFilename: path,
      allowReturnOutsideFunction: true,
      attachComment: false,
      plugins: [
        ...(/\.[cm]?tsx?$/.test(path) ? (["typescript"] as const) : []),
        ...(/\.[jt]sx$/.test(path) ? (["jsx"] as const) : []),
        "decorators-legacy",
      ],
    });
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    const { loc } = error as SyntaxError & { readonly loc?: { readonly line: number } };
    return { line: loc?.line ?? 1, message: error.message };
  }
}

/** Gives the parts of a piece of syntax, in the order of the text. */
export function childrenOf(node: Node): Node[] {
  return Object.entries(node)
    .flatMap(([key, member]: [string, unknown]) => {
      if (key === "loc" || key === "extra" || key === "errors") return [];
      if (Array.isArray(member)) return member.filter(isNode);
      return isNode(member) ? [member] : [];
    })
    .sort((one, other) => startOf(one) - startOf(other));
}

function isNode(value: unknown): value is Node {
  return (
    typeof value === "object" &&
    value !== null &&
    typeof (value as { type?: unknown }).type === "string" &&
    typeof (value as { start?: unknown }).start === "number"
  );
}

/** Gives a piece of syntax and all parts inside it, outermost first. */
export function* everyNode(start: Node): Generator<Node> {
  const open: Node[] = [start];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    yield next;
    open.push(...childrenOf(next).reverse());
  }
}

/** The place of the first character of a piece of syntax. */
export function startOf(node: Node): number {
  return node.start ?? 0;
}

/** The place behind the last character of a piece of syntax. */
export function endOf(node: Node): number {
  return node.end ?? 0;
}
