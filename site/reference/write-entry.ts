import type { Entries } from "../../scripts/declarations/locate.ts";
import { locate } from "../../scripts/declarations/locate.ts";
import type { Declaration, DeclarationFile } from "../../scripts/declarations/read-declarations.ts";
import type { FindAddress } from "./link-names.ts";
import { findAddresses } from "./link-names.ts";
import { anchorOf, pageOf } from "./name-page.ts";
import type { PublicInterface } from "./read-entries.ts";
import { firstSentence, writeDocstring } from "./write-docstring.ts";
import { writeLinks, writeMembers } from "./write-members.ts";

const SECTIONS = [
  ["Functions", ["function"]],
  ["Classes", ["class"]],
  ["Constants", ["const"]],
  ["Types", ["interface", "type"]],
  ["Additions to other modules", ["module"]],
] as const;

/** Writes the reference page of an entry: what it re-exports, and every name that it declares. */
export function writeEntry({ entries, descriptions }: PublicInterface, specifier: string): string {
  const file = entries.get(specifier);
  if (!file) throw new Error(`There is no public entry ${specifier}`);
  const find = findAddresses(entries, specifier);
  const all = [...file.declarations].sort(([one], [other]) => one.localeCompare(other, "en"));
  const exported = new Set(file.exports.values());
  const sections = SECTIONS.flatMap(([title, kinds]) => {
    const found = all.filter(
      ([local, [first]]) =>
        exported.has(local) && kinds.some((kind) => kind === first?.kind && isShown(local)),
    );
    return writeSection(title, found, file, find);
  });
  const others = all.filter(([local]) => !exported.has(local) && isShown(local));
  return [
    `# \`${specifier}\``,
    `${(descriptions.get(specifier) ?? "").replace(/\.$/, "")}.`,
    ...sections,
    ...writeSection("Mentioned above, and not exported", others, file, find),
    ...writeReexports(entries, specifier, file),
  ].join("\n\n");
}

/** Some names of a rolled-up file are its own, such as `_default`. */
function isShown(local: string): boolean {
  return /^\w+$/.test(local);
}

function writeSection(
  title: string,
  found: readonly (readonly [string, readonly Declaration[]])[],
  file: DeclarationFile,
  find: FindAddress,
): string[] {
  if (found.length === 0) return [];
  const exportedAs = new Map([...file.exports].map(([name, local]) => [local, name]));
  return [
    `## ${title}`,
    ...found.map(([local, all]) => {
      const name = exportedAs.get(local) ?? local;
      const parts = all.map((each) => writeDeclaration(file, each, find));
      return [`### \`${name}\` {#${anchorOf(local)}}`, ...parts].join("\n\n");
    }),
  ];
}

function writeDeclaration(file: DeclarationFile, declaration: Declaration, find: FindAddress) {
  const members = writeMembers(file, declaration, find);
  const comment = writeDocstring(declaration.comment, find);
  if (members === "" && !declaration.text.includes("{}")) {
    const code = withoutComments(declaration.text).replace(/^declare /, "");
    return [comment, `\`\`\`ts\n${code}\n\`\`\``, writeLinks(code, find).trim()]
      .filter((part) => part !== "")
      .join("\n\n");
  }
  const head =
    /^[^{]*/
      .exec(declaration.text)?.[0]
      .replace(/^declare /, "")
      .trim() ?? "";
  const isPlain = /^(?:abstract )?(?:interface|class) \w+$/.test(head);
  const code = isPlain ? [] : [`\`\`\`ts\n${head}\n\`\`\``, writeLinks(basesOf(head), find).trim()];
  return [comment, ...code, members].filter((part) => part !== "").join("\n\n");
}

function basesOf(head: string): string {
  return head.slice(head.search(/\b(?:extends|implements)\b/) >>> 0);
}

function withoutComments(code: string): string {
  return code.replace(/\/\*\*[\s\S]*?\*\//g, "").replace(/\n\s*(?=\n)/g, "");
}

function writeReexports(entries: Entries, specifier: string, file: DeclarationFile): string[] {
  const stars = file.stars
    .filter(({ module }) => entries.has(module))
    .map(({ module, kind }) => {
      const what = kind === "type" ? "every type" : "everything";
      return `- ${what} of [\`${module}\`](./${pageOf(module)}.md)`;
    });
  const names = [...file.exports].flatMap(([name, local]) => {
    if (file.declarations.has(local)) return [];
    const found = locate(entries, specifier, local);
    const [declaration] = entries.get(found.module)?.declarations.get(found.name) ?? [];
    if (!declaration) return [];
    const address = `./${pageOf(found.module)}.md#${anchorOf(found.name)}`;
    const find = findAddresses(entries, specifier);
    const purpose = firstSentence(writeDocstring(declaration.comment, find));
    return [`- [\`${name}\`](${address}) of \`${found.module}\`: ${purpose}`];
  });
  const lines = [...names.sort((one, other) => one.localeCompare(other, "en")), ...stars];
  return lines.length > 0 ? ["## Exported from other entries", lines.join("\n")] : [];
}
