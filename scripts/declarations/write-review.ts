import type { Comment } from "oxc-parser";
import type { Declaration, DeclarationFile, Star } from "./read-declarations.ts";

/**
 * Writes the declarations of an entry for review: exported ones by name, then what these mention
 * and keep to themselves, without comments, so that a difference is a change of the interface.
 */
export function writeReview(specifier: string, file: DeclarationFile): string {
  const own = [...file.declarations].sort(([one], [other]) => compare(one, other));
  const exportedAs = new Map([...file.exports].map(([name, local]) => [local, name]));
  const exported = own.filter(([local]) => exportedAs.has(local));
  const others = own.filter(([local]) => !exportedAs.has(local));
  const sections = [
    `// The public declarations of ${specifier}. \`npx vitest run scripts -u\` writes this file.`,
    [...file.stars.map(writeStar), ...reexports(file)].join("\n"),
    ...exported.map(([local, all]) => writeAll(file, all, rename(exportedAs.get(local), local))),
    ...(others.length > 0 ? ["// Mentioned above, and not exported."] : []),
    ...others.map(([, all]) => writeAll(file, all, "")),
  ];
  return `${sections.filter((section) => section !== "").join("\n\n")}\n`;
}

function rename(name: string | undefined, local: string): string {
  return name === local ? "export " : `/* exported as ${name} */ `;
}

function writeStar({ module, kind }: Star): string {
  return `export ${kind === "type" ? "type " : ""}* from "${module}";`;
}

function reexports(file: DeclarationFile): string[] {
  return [...file.exports]
    .flatMap(([name, local]) => {
      const origin = file.imports.get(local);
      if (!origin) return [];
      const kind = file.values.has(name) ? "" : "type ";
      const original = origin.name === name ? name : `${origin.name} as ${name}`;
      return [`export ${kind}{ ${original} } from "${origin.module}";`];
    })
    .sort(compare);
}

function writeAll(file: DeclarationFile, all: readonly Declaration[], prefix: string): string {
  return all.map((each) => `${prefix}${withoutComments(file.comments, each)}`).join("\n");
}

/** The code of a declaration without its comments and the lines that they leave empty. */
function withoutComments(comments: readonly Comment[], { text, node }: Declaration): string {
  let code = text;
  for (const { start, end } of comments.toReversed()) {
    if (start < node.start || end > node.end) continue;
    code = code.slice(0, start - node.start) + code.slice(end - node.start);
  }
  return code.replace(/\n\s*(?=\n)/g, "");
}

function compare(one: string, other: string): number {
  return one < other ? -1 : one > other ? 1 : 0;
}
