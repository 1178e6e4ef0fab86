import type { Comment, Node, Statement } from "oxc-parser";
import { parseSync, Visitor } from "oxc-parser";

/** The kinds of declarations that a rolled-up file contains. */
type DeclarationKind = "class" | "const" | "function" | "interface" | "module" | "type";

/** One declaration at the top of a rolled-up file. */
export interface Declaration {
  readonly name: string;
  readonly kind: DeclarationKind;
  /** Its code, without the comment ahead of it and without `export`. */
  readonly text: string;
  /** The doc comment ahead of it; empty without one. */
  readonly comment: string;
  readonly node: Node;
  /** The names that the types of its members, parameters and results mention. */
  readonly references: ReadonlySet<string>;
  /** The names that it extends or implements. */
  readonly bases: ReadonlySet<string>;
}

/** The place that an imported name comes from. */
interface Origin {
  readonly module: string;
  readonly name: string;
}

/** An `export *`. */
export interface Star {
  readonly module: string;
  readonly kind: "type" | "value";
}

/** A rolled-up declaration file, taken apart. */
export interface DeclarationFile {
  readonly code: string;
  readonly comments: readonly Comment[];
  /** By name; a function with overloads has several. */
  readonly declarations: ReadonlyMap<string, readonly Declaration[]>;
  /** By the name in this file. */
  readonly imports: ReadonlyMap<string, Origin>;
  /** From the public name to the name in this file. */
  readonly exports: ReadonlyMap<string, string>;
  /** The public names that exist at run time. */
  readonly values: ReadonlySet<string>;
  /** The modules of which it exports everything. */
  readonly stars: readonly Star[];
}

/** Takes the rolled-up declarations of an entry apart. */
export function readDeclarations(specifier: string, code: string): DeclarationFile {
  const path = `${specifier}.d.ts`;
  const { program, comments, errors } = parseSync(path, code);
  const [error] = errors;
  if (error) throw new Error(`${path} does not parse: ${error.message}`);
  const declarations = new Map<string, Declaration[]>();
  const imports = new Map<string, Origin>();
  const exports = new Map<string, string>();
  const values = new Set<string>();
  const stars: Star[] = [];
  const add = (statement: Statement, outer: Statement): string[] =>
    describe(statement).map(({ name, kind }) => {
      const text = code.slice(statement.start, statement.end);
      const comment = commentBefore(code, comments, outer.start);
      const declaration = { name, kind, text, comment, node: statement };
      const others = declarations.get(name) ?? [];
      declarations.set(name, [...others, { ...declaration, ...findNames(statement) }]);
      return name;
    });
  for (const statement of program.body) {
    if (statement.type === "ImportDeclaration") {
      for (const specifier of statement.specifiers) {
        if (specifier.type !== "ImportSpecifier") continue;
        const name = nameOf(specifier.imported);
        imports.set(specifier.local.name, { module: statement.source.value, name });
      }
    } else if (statement.type === "ExportNamedDeclaration") {
      if (statement.declaration) {
        for (const name of add(statement.declaration, statement)) {
          exports.set(name, name);
          if (isValue(statement.declaration)) values.add(name);
        }
      }
      for (const { local, exported, exportKind } of statement.specifiers) {
        exports.set(nameOf(exported), nameOf(local));
        if (exportKind !== "type" && statement.exportKind !== "type") values.add(nameOf(exported));
      }
    } else if (statement.type === "ExportAllDeclaration") {
      const kind = statement.exportKind === "type" ? "type" : "value";
      stars.push({ module: statement.source.value, kind });
    } else {
      add(statement, statement);
    }
  }
  return { code, comments, declarations, imports, exports, values, stars };
}

/** The doc comment that ends right before a position; empty without one. */
export function commentBefore(
  code: string,
  comments: readonly Comment[],
  position: number,
): string {
  const comment = comments.findLast(({ end }) => end <= position);
  if (!comment?.value.startsWith("*")) return "";
  return code.slice(comment.end, position).trim() === "" ? comment.value : "";
}

function describe(node: Statement): { readonly name: string; readonly kind: DeclarationKind }[] {
  switch (node.type) {
    case "TSDeclareFunction":
    case "FunctionDeclaration":
      return [{ name: node.id?.name ?? "default", kind: "function" }];
    case "ClassDeclaration":
      return [{ name: node.id?.name ?? "default", kind: "class" }];
    case "TSInterfaceDeclaration":
      return [{ name: node.id.name, kind: "interface" }];
    case "TSTypeAliasDeclaration":
      return [{ name: node.id.name, kind: "type" }];
    case "TSModuleDeclaration":
      return [{ name: node.id.type === "Literal" ? node.id.value : "namespace", kind: "module" }];
    case "VariableDeclaration":
      return node.declarations.flatMap(({ id }) =>
        id.type === "Identifier" ? [{ name: id.name, kind: "const" }] : [],
      );
    default:
      return [];
  }
}

function isValue({ type }: Statement): boolean {
  return type !== "TSInterfaceDeclaration" && type !== "TSTypeAliasDeclaration";
}

function findNames(node: Statement): Pick<Declaration, "references" | "bases"> {
  const references = new Set<string>();
  const bases = new Set<string>();
  const add = (names: Set<string>, found: Node | null | undefined): void => {
    if (found?.type === "Identifier") names.add(found.name);
    else if (found?.type === "TSQualifiedName") add(names, found.left);
    else if (found?.type === "MemberExpression") add(names, found.object);
  };
  const visitor = new Visitor({
    TSTypeReference: ({ typeName }) => add(references, typeName),
    TSTypeQuery: ({ exprName }) => add(references, exprName),
    TSInterfaceHeritage: ({ expression }) => add(bases, expression),
    TSClassImplements: ({ expression }) => add(bases, expression),
    ClassDeclaration: ({ superClass }) => add(bases, superClass),
    TSPropertySignature: ({ computed, key }) => add(references, computed ? key : undefined),
    TSMethodSignature: ({ computed, key }) => add(references, computed ? key : undefined),
    PropertyDefinition: ({ computed, key }) => add(references, computed ? key : undefined),
    MethodDefinition: ({ computed, key }) => add(references, computed ? key : undefined),
  });
  visitor.visit({ type: "Program", body: [node], sourceType: "module", hashbang: null } as never);
  return { references, bases };
}

function nameOf(name: {
  readonly type: string;
  readonly name?: string;
  readonly value?: unknown;
}): string {
  return name.name ?? String(name.value);
}
