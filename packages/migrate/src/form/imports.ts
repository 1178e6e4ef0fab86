import type { ImportDeclaration } from "@babel/types";
import type { Module, Need } from "../module/module.ts";
import { isSdk } from "../module/sdk.ts";
import type { Binding } from "../syntax/bindings.ts";
import { endOf, startOf } from "../syntax/parse.ts";

/** Takes out the imports that are not needed any more, and writes those of Mortise in their place. */
export function convertImports(module: Module): void {
  const declarations = module.file.program.body.filter(
    (statement): statement is ImportDeclaration => statement.type === "ImportDeclaration",
  );
  const dropped: ImportDeclaration[] = [];
  for (const declaration of declarations) {
    const { value } = declaration.source;
    if (isSdk(value) ? dropNames(module, declaration) : dropForeign(module, declaration)) {
      dropped.push(declaration);
    }
  }
  const text = writeImports(module);
  const place = dropped[0] ?? declarations[0];
  for (const declaration of dropped) {
    const isPlace = declaration === place && text !== "";
    const end = endOf(declaration);
    const after = !isPlace && module.text[end] === "\n" ? 1 : 0;
    if (isPlace) module.edits.overwrite(startOf(declaration), end, text);
    else module.edits.remove(startOf(declaration), end + after);
  }
  if (dropped.length > 0 || text === "") return;
  if (place) module.edits.appendRight(startOf(place), `${text}\n`);
  else module.edits.prepend(`${text}\n`);
}

/** Drops the names of the SDK that are gone; returns whether the whole import is. */
function dropNames(module: Module, declaration: ImportDeclaration): boolean {
  const kept = declaration.specifiers.filter((specifier) => {
    const binding = module.bindings.all.find(({ source }) => source === specifier);
    return binding !== undefined && !isGone(module, binding);
  });
  if (declaration.specifiers.length === 0) {
    module.left(
      declaration,
      `import of ${declaration.source.value}`,
      "see what it is for; Mortise has no such module",
    );
    return false;
  }
  if (kept.length === 0) return true;
  const names = kept.map(({ local }) => local.name).join(", ");
  const first = module.bindings.all
    .find(({ source }) => source === kept[0])
    ?.references.find((each) => !module.consumed.has(each));
  module.findings.push({
    path: module.path,
    line: module.lineOf(first ?? declaration),
    kind: "left",
    found: `${names} of ${declaration.source.value}`,
    advice: "it is of the official SDK still; docs/migrate has what takes its place",
  });
  if (kept.length === declaration.specifiers.length) return false;
  const written = kept.map((specifier) => module.textOf(specifier)).join(", ");
  const kind = declaration.importKind === "type" ? "import type" : "import";
  module.edits.overwrite(
    startOf(declaration),
    endOf(declaration),
    `${kind} { ${written} } from ${module.textOf(declaration.source)};`,
  );
  return false;
}

function isGone(module: Module, { references }: Binding): boolean {
  return references.every((reference) => module.consumed.has(reference));
}

/** An import of another package goes when the conversion took the last use of it. */
function dropForeign(module: Module, declaration: ImportDeclaration): boolean {
  if (!/^zod-to-json-schema/.test(declaration.source.value)) return false;
  return declaration.specifiers.every((specifier) => {
    const binding = module.bindings.all.find(({ source }) => source === specifier);
    return binding !== undefined && binding.references.length > 0 && isGone(module, binding);
  });
}

function writeImports(module: Module): string {
  const byModule = new Map<string, [string, Need][]>();
  for (const [local, need] of module.needed) {
    byModule.set(need.module, [...(byModule.get(need.module) ?? []), [local, need]]);
  }
  const quote = quoteOf(module);
  return [...byModule]
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .flatMap(([from, names]) => {
      const values = names.filter(([, { kind }]) => kind === "value");
      const types = names.filter(([, { kind }]) => kind === "type");
      return [
        ...(types.length > 0
          ? [`import type { ${list(types)} } from ${quote}${from}${quote};`]
          : []),
        ...(values.length > 0 ? [`import { ${list(values)} } from ${quote}${from}${quote};`] : []),
      ];
    })
    .join("\n");
}

function list(names: readonly (readonly [string, Need])[]): string {
  return names
    .map(([local, { name }]) => (local === name ? name : `${name} as ${local}`))
    .sort((one, other) => one.localeCompare(other))
    .join(", ");
}

function quoteOf(module: Module): string {
  for (const statement of module.file.program.body) {
    if (statement.type === "ImportDeclaration")
      return module.text[startOf(statement.source)] ?? '"';
  }
  return '"';
}
