import { parseSync, Visitor } from "oxc-parser";

/** A run of words that a person reads: a comment, a message, a test's name or a line of Markdown. */
export interface Prose {
  readonly kind: "comment" | "page" | "string";
  /** The line on which it begins, from 1. */
  readonly line: number;
  readonly text: string;
}

/**
 * Reads the comments of a TypeScript file, and its strings of two words and more. Code between
 * backticks is left out; a template's expressions read as `…`.
 */
export function readSourceProse(path: string, text: string): readonly Prose[] {
  const { program, comments } = parseSync(path, text);
  const lineOf = countLines(text);
  const found = joinLineComments(
    comments.map(({ type, value, start }) => ({ type, value, line: lineOf(start) })),
  );
  const add = (start: number, value: string): void => {
    if (/\p{L}\s+\p{L}/u.test(value)) {
      found.push({ kind: "string", line: lineOf(start), text: value });
    }
  };
  const imported = new Set<number>();
  new Visitor({
    ImportDeclaration: ({ source }) => void imported.add(source.start),
    ExportAllDeclaration: ({ source }) => void imported.add(source.start),
    Literal({ start, value }) {
      if (typeof value === "string" && !imported.has(start)) add(start, value);
    },
    TemplateLiteral({ start, quasis }) {
      add(start, quasis.map(({ value }) => value.cooked ?? value.raw).join("…"));
    },
    JSXText: ({ start, value }) => add(start, value),
  }).visit(program);
  return found
    .map((prose) => ({ ...prose, text: stripCode(prose.text) }))
    .sort((a, b) => a.line - b.line);
}

/** Reads the paragraphs of a Markdown page without code, addresses of links and HTML comments. */
export function readMarkdownProse(text: string): readonly Prose[] {
  const blank = (match: string): string => match.replace(/[^\n]/g, " ");
  const prose = text
    .replace(/^([ >]*)(`{3,}|~{3,}).*\n[\s\S]*?^[ >]*\2.*$/gm, blank)
    .replace(/<!--[\s\S]*?-->/g, blank)
    .replace(/\]\([^)\n]*\)/g, "]")
    .replace(/https?:\/\/\S+/g, "");
  const found: Prose[] = [];
  let line = 1;
  for (const paragraph of prose.split(/(\n[ \t]*\n)/)) {
    const start = line + (/^\n*/.exec(paragraph)?.[0].length ?? 0);
    if (paragraph.trim() !== "") {
      found.push({ kind: "page", line: start, text: stripCode(paragraph) });
    }
    line += paragraph.split("\n").length - 1;
  }
  return found;
}

interface LinedComment {
  readonly type: "Line" | "Block";
  readonly value: string;
  readonly line: number;
}

/** Joins line comments that follow each other, so that a sentence over two lines is read whole. */
function joinLineComments(comments: readonly LinedComment[]): Prose[] {
  const found: (Prose & { text: string })[] = [];
  let next = -1;
  for (const { type, value, line } of comments) {
    const last = found.at(-1);
    if (type === "Line" && last && line === next) last.text += `\n${value.trim()}`;
    else found.push({ kind: "comment", line, text: value.replace(/^[ \t]*\*+ ?/gm, "") });
    next = type === "Line" ? line + 1 : -1;
  }
  return found;
}

/** Replaces code between backticks by `…`. */
function stripCode(text: string): string {
  return text.replace(/(`+)[\s\S]*?\1/g, "…");
}

function countLines(text: string): (offset: number) => number {
  const starts = [0];
  for (let at = text.indexOf("\n"); at >= 0; at = text.indexOf("\n", at + 1)) starts.push(at + 1);
  return (offset) => {
    let low = 0;
    let high = starts.length;
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if ((starts[middle] ?? 0) <= offset) low = middle;
      else high = middle;
    }
    return low + 1;
  };
}
