import type { Node } from "@babel/types";
import type { Module } from "../module/module.ts";
import type { Project } from "../module/project.ts";
import { endOf, startOf } from "../syntax/parse.ts";
import { bare, nameOf } from "../syntax/shape.ts";

/** The form of a schema: a record of schemas, one schema, or `unknown` from the file alone. */
export type SchemaForm = "shape" | "schema" | "unknown";

/** Finds the form of the schema in a definition of the SDK. */
export function formOf(module: Module, project: Project, node: Node): SchemaForm {
  const { module: owner, node: value } = project.value(module, node);
  if (value.type === "ObjectExpression") return "shape";
  if (value.type === "MemberExpression" && nameOf(value.property) === "shape") return "shape";
  if (value.type === "CallExpression") return isZodCall(owner, value) ? "schema" : "unknown";
  return "unknown";
}

/** Returns whether a chain of calls begins with zod, or with a schema. */
function isZodCall(module: Module, node: Node): boolean {
  let root: Node = node;
  for (;;) {
    if (root.type === "CallExpression") root = root.callee;
    else if (root.type === "MemberExpression") root = root.object;
    else break;
  }
  if (root.type !== "Identifier") return false;
  const source = module.bindings.resolve(root)?.source;
  const declaration = source && module.parentOf(source);
  if (declaration?.type === "ImportDeclaration") return /^zod/.test(declaration.source.value);
  // `const Base = z.object(…)`, and `Base.extend(…)` here.
  return (
    source?.type === "VariableDeclarator" &&
    source.init?.type === "CallExpression" &&
    node !== source.init &&
    isZodCall(module, source.init)
  );
}

/** Makes one schema of that of a definition: `z.object(…)` around a record of schemas. */
export function makeSchema(module: Module, project: Project, node: Node): void {
  const form = formOf(module, project, node);
  module.usesZod = true;
  if (form === "schema") return;
  const written = bare(node);
  if (
    written.type === "MemberExpression" &&
    nameOf(written.property) === "shape" &&
    written.object.type === "Identifier"
  ) {
    module.edits.remove(endOf(written.object), endOf(written));
    return;
  }
  if (form === "unknown" && module.sdk === 2) return;
  if (form === "unknown") {
    module.note(
      node,
      `a schema that is not written out: ${module.textOf(node)}`,
      "it was taken for a record of schemas; leave out z.object( ) if it is one schema",
    );
  }
  module.edits.appendRight(startOf(node), `${module.zod()}.object(`);
  module.edits.appendLeft(endOf(node), ")");
}
