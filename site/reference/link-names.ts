import type { Entries } from "../../scripts/declarations/locate.ts";
import { locate } from "../../scripts/declarations/locate.ts";
import { anchorOf, pageOf } from "./name-page.ts";

/** Finds the address of the name that an entry's code or docstring mentions; `undefined` for a foreign one. */
export type FindAddress = (name: string) => string | undefined;

/** Returns the search for the names that one entry mentions; addresses are relative to its page. */
export function findAddresses(entries: Entries, specifier: string): FindAddress {
  return (mentioned) => {
    const [name = "", member] = mentioned.replace(/\(\)$/, "").split(/[.#]/);
    const found = locate(entries, specifier, localNameOf(entries, specifier, name));
    const [declaration] = entries.get(found.module)?.declarations.get(found.name) ?? [];
    if (!declaration) return undefined;
    const page = found.module === specifier ? "" : `./${pageOf(found.module)}.md`;
    const hasMember = member !== undefined && new RegExp(`\\b${member}\\b`).test(declaration.text);
    return `${page}#${anchorOf(found.name, hasMember ? member : undefined)}`;
  };
}

/** Docstrings use public names, code uses the names of its file. */
function localNameOf(entries: Entries, specifier: string, name: string): string {
  const file = entries.get(specifier);
  if (file?.declarations.has(name) || file?.imports.has(name)) return name;
  return file?.exports.get(name) ?? name;
}
