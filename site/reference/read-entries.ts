import type { Entries } from "../../scripts/declarations/locate.ts";
import type { DeclarationFile } from "../../scripts/declarations/read-declarations.ts";
import { readDeclarations } from "../../scripts/declarations/read-declarations.ts";
import { rollUpEntry } from "../../scripts/declarations/roll-up.ts";
import { findPublicPackages } from "../../scripts/workspace/public-packages.ts";

/** The public interface of the workspace, by the specifiers that users import. */
export interface PublicInterface {
  readonly entries: Entries;
  /** The description in the `package.json` behind each specifier. */
  readonly descriptions: ReadonlyMap<string, string>;
}

/**
 * Reads the declarations of every public entry: those of the reviewed snapshots in
 * `packages/<name>/api`, with their docstrings. It runs at the root of the repository.
 */
export async function readPublicInterface(): Promise<PublicInterface> {
  const entries = new Map<string, DeclarationFile>();
  const descriptions = new Map<string, string>();
  for (const subject of findPublicPackages()) {
    const { name, exports, description } = subject.manifest;
    for (const [entry, source] of Object.entries(exports)) {
      if (entry === "./internal") continue;
      const specifier = `${name}${entry.slice(1)}`;
      entries.set(specifier, readDeclarations(specifier, await rollUpEntry(subject, source)));
      descriptions.set(specifier, String(description ?? ""));
    }
  }
  return { entries, descriptions };
}
