import type { MemberExpression, Node } from "@babel/types";
import type { Binding } from "../syntax/bindings.ts";
import { bare, memberOf, nameOf } from "../syntax/shape.ts";
import type { Module } from "./module.ts";

/** A piece of syntax and the file that it stands in. */
export interface Located {
  readonly module: Module;
  readonly node: Node;
}

/** The files that are converted together. */
export class Project {
  readonly modules: ReadonlyMap<string, Module>;
  readonly #resolve: (from: string, specifier: string) => string | undefined;

  constructor(
    modules: ReadonlyMap<string, Module>,
    resolve: (from: string, specifier: string) => string | undefined,
  ) {
    this.modules = modules;
    this.#resolve = resolve;
  }

  moduleAt(from: string, specifier: string): Module | undefined {
    const path = this.#resolve(from, specifier);
    return path === undefined ? undefined : this.modules.get(path);
  }

  /** The declaration behind a name, through the imports of files that are converted. */
  declaration(module: Module, binding: Binding): { module: Module; binding: Binding } | undefined {
    const { source } = binding;
    const declaration = module.parentOf(source);
    if (declaration?.type !== "ImportDeclaration") return { module, binding };
    const other = this.moduleAt(module.path, declaration.source.value);
    if (!other || source.type !== "ImportSpecifier") return undefined;
    return this.exported(other, nameOf(source.imported) ?? "");
  }

  /** The value that a file exports as its default, or all that it exports, under the name of an import. */
  #imported(module: Module, binding: Binding): Located | undefined {
    const { source } = binding;
    const declaration = module.parentOf(source);
    if (declaration?.type !== "ImportDeclaration") return undefined;
    if (source.type !== "ImportDefaultSpecifier") return undefined;
    const other = this.moduleAt(module.path, declaration.source.value);
    const exported = other?.file.program.body.find(
      (statement) => statement.type === "ExportDefaultDeclaration",
    );
    if (!other || exported?.type !== "ExportDefaultDeclaration") return undefined;
    return this.value(other, exported.declaration);
  }

  /** The value of a member of an object that is written out, or of a file under one name. */
  #member(module: Module, node: MemberExpression): Located {
    const name = node.computed ? undefined : nameOf(node.property);
    if (name === undefined) return { module, node };
    const binding =
      node.object.type === "Identifier" ? module.bindings.resolve(node.object) : undefined;
    if (binding?.source.type === "ImportNamespaceSpecifier") {
      const declaration = module.parentOf(binding.source);
      const other =
        declaration?.type === "ImportDeclaration"
          ? this.moduleAt(module.path, declaration.source.value)
          : undefined;
      const found = other && this.exported(other, name);
      return found ? (this.#bound(found) ?? { module, node }) : { module, node };
    }
    const { module: owner, node: object } = this.value(module, node.object);
    if (object.type !== "ObjectExpression") return { module, node };
    const member = memberOf(object, name);
    if (member?.type === "ObjectMethod") return { module: owner, node: member };
    return member ? this.value(owner, member.value) : { module, node };
  }

  #bound({
    module,
    binding: { source },
  }: {
    module: Module;
    binding: Binding;
  }): Located | undefined {
    if (source.type === "FunctionDeclaration") return { module, node: source };
    if (source.type !== "VariableDeclarator" || source.id.type !== "Identifier" || !source.init) {
      return undefined;
    }
    const declaration = module.parentOf(source);
    if (declaration?.type === "VariableDeclaration" && declaration.kind !== "const")
      return undefined;
    return this.value(module, source.init);
  }

  exported(
    module: Module,
    name: string,
    depth = 0,
  ): { module: Module; binding: Binding } | undefined {
    const own = module.bindings.top(name);
    if (own && own.source.type !== "ImportSpecifier") return { module, binding: own };
    for (const statement of module.file.program.body) {
      if (depth > 20) return undefined;
      if (statement.type !== "ExportAllDeclaration" && statement.type !== "ExportNamedDeclaration")
        continue;
      if (!statement.source) continue;
      const other = this.moduleAt(module.path, statement.source.value);
      if (!other) continue;
      if (statement.type === "ExportAllDeclaration") {
        const found = this.exported(other, name, depth + 1);
        if (found) return found;
        continue;
      }
      const specifier = statement.specifiers.find(
        (each) => each.type === "ExportSpecifier" && nameOf(each.exported) === name,
      );
      if (specifier?.type === "ExportSpecifier") {
        return this.exported(other, nameOf(specifier.local) ?? "", depth + 1);
      }
    }
    return undefined;
  }

  /** The syntax that gives a value: through names and their constants, as far as they are written out. */
  value(module: Module, given: Node): Located {
    const node = bare(given);
    if (node.type === "MemberExpression") return this.#member(module, node);
    if (node.type !== "Identifier") return { module, node };
    const binding = module.bindings.resolve(node);
    if (!binding) return { module, node };
    const imported = this.#imported(module, binding);
    if (imported) return imported;
    const found = this.declaration(module, binding);
    return (found && this.#bound(found)) ?? { module, node };
  }
}
