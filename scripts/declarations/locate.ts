import type { DeclarationFile } from "./read-declarations.ts";

/** The rolled-up entries of the workspace, by the specifier that imports them. */
export type Entries = ReadonlyMap<string, DeclarationFile>;

/** A declaration, by the entry whose rolled-up file has it. */
export interface Located {
  readonly module: string;
  /** The name inside that module. */
  readonly name: string;
}

/** Follows imports and re-exports to the entry that declares a name. */
export function locate(entries: Entries, module: string, local: string): Located {
  const file = entries.get(module);
  const origin = file?.imports.get(local);
  const target = origin && entries.get(origin.module);
  if (!origin || !target || file?.declarations.has(local)) {
    return { module, name: local };
  }
  return locate(entries, origin.module, target.exports.get(origin.name) ?? origin.name);
}
