import type { Entries, Located } from "./locate.ts";
import { locate } from "./locate.ts";

/** A type that the exports of an entry mention and that the entry does not export. */
export interface UnnamedType {
  readonly module: string;
  readonly name: string;
  /** The export or type that mentions it. */
  readonly mentionedBy: string;
}

/**
 * Finds the interfaces and classes that a program may have to name when it exports something that
 * it got from an entry, and that the entry does not export.
 *
 * The compiler writes declarations for such a program; it can name what the imported entry exports,
 * and nothing of a package that the user did not install. It writes type aliases out, so those may
 * stay private; packages outside the workspace are left out.
 */
export function findUnnamed(entries: Entries, specifier: string): UnnamedType[] {
  const isNamed = new Set<string>();
  for (const each of exportsOf(entries, specifier)) isNamed.add(keyOf(each));
  const seen = new Set<string>();
  const unnamed: UnnamedType[] = [];
  const visit = (found: Located, mentionedBy: string, isBase: boolean): void => {
    const key = keyOf(found);
    if (seen.has(isBase ? `base ${key}` : key)) return;
    seen.add(isBase ? `base ${key}` : key);
    for (const { kind, references, bases } of entries
      .get(found.module)
      ?.declarations.get(found.name) ?? []) {
      if ((kind === "interface" || kind === "class") && !isBase && !isNamed.has(key)) {
        unnamed.push({ ...found, mentionedBy });
      }
      for (const name of references) visit(locate(entries, found.module, name), found.name, false);
      for (const name of bases) visit(locate(entries, found.module, name), found.name, true);
    }
  };
  for (const each of exportsOf(entries, specifier)) visit(each, specifier, false);
  return unnamed;
}

/** Everything that an entry exports, by its declaration. */
function exportsOf(entries: Entries, specifier: string): Located[] {
  const file = entries.get(specifier);
  if (!file) throw new Error(`There is no entry ${specifier}`);
  const own = [...file.exports.values()].map((local) => locate(entries, specifier, local));
  const others = file.stars.flatMap(({ module }) => exportsOf(entries, module));
  return [...own, ...others];
}

function keyOf({ module, name }: Located): string {
  return `${module} ${name}`;
}
