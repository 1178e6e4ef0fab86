import type { ModuleExportName } from "oxc-parser";
import { parseSync, Visitor } from "oxc-parser";

export interface ImportStatement {
  readonly specifier: string;
  /** The names as the imported module calls them; `*` for all of it, empty for its effects alone. */
  readonly names: readonly string[];
}

/**
 * Finds every reference of a module to another: imports, re-exports, `import()` calls and `import()`
 * types, whether they carry values or only types.
 */
export function readImports(path: string, text: string): readonly ImportStatement[] {
  const { program, errors } = parseSync(path, text);
  const [error] = errors;
  if (error) throw new Error(`${path} does not parse: ${error.message}`);
  const found: ImportStatement[] = [];
  new Visitor({
    ImportDeclaration({ source, specifiers }) {
      const names = specifiers.map((one) => {
        if (one.type === "ImportSpecifier") return nameOf(one.imported);
        return one.type === "ImportDefaultSpecifier" ? "default" : "*";
      });
      found.push({ specifier: source.value, names });
    },
    ExportNamedDeclaration({ source, specifiers }) {
      if (!source) return;
      found.push({ specifier: source.value, names: specifiers.map((one) => nameOf(one.local)) });
    },
    ExportAllDeclaration({ source }) {
      found.push({ specifier: source.value, names: ["*"] });
    },
    ImportExpression({ source }) {
      if (source.type !== "Literal" || typeof source.value !== "string") return;
      found.push({ specifier: source.value, names: ["*"] });
    },
    TSImportType({ source, qualifier }) {
      const name = qualifier?.type === "Identifier" ? qualifier.name : "*";
      found.push({ specifier: source.value, names: [name] });
    },
  }).visit(program);
  return found;
}

function nameOf(name: ModuleExportName): string {
  return name.type === "Literal" ? name.value : name.name;
}
