import { pageOf } from "./name-page.ts";
import type { PublicInterface } from "./read-entries.ts";
import { writeEntry } from "./write-entry.ts";

/** The pages of the reference that are made from declarations, by their paths from its folder. */
export function writeReference(subject: PublicInterface): ReadonlyMap<string, string> {
  const pages = new Map<string, string>();
  for (const specifier of subject.entries.keys()) {
    pages.set(`${pageOf(specifier)}.md`, writeEntry(subject, specifier));
  }
  pages.set("index.md", writeOverview(subject));
  return pages;
}

/** The specifiers in the order of the overview: the package `mortise`, then the others. */
function sortSpecifiers(specifiers: Iterable<string>): string[] {
  const rank = (specifier: string): string =>
    `${/^mortise(\/|$)/.test(specifier) ? 0 : 1}${specifier}`;
  return [...specifiers].sort((one, other) => rank(one).localeCompare(rank(other), "en"));
}

function writeOverview({ entries, descriptions }: PublicInterface): string {
  const rows = sortSpecifiers(entries.keys()).map((specifier) => {
    const description = (descriptions.get(specifier) ?? "").replaceAll("|", "\\|");
    return `| [\`${specifier}\`](${pageOf(specifier)}.md) | ${description} |`;
  });
  return `# Reference

Every option, type and function of every public entry, made from the declarations that users compile against. Each has an address of
its own. A project installs \`mortise\`, whose subpaths have all parts; the other packages are the parts by themselves.

- [Errors](errors.md): every code, with its data and what to do
- [Errors of authorization](auth-errors.md)

| entry | purpose |
| --- | --- |
${rows.join("\n")}
`;
}
