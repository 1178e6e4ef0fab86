import type { Node, ObjectExpression } from "@babel/types";
import type { Module } from "../module/module.ts";
import type { Located, Project } from "../module/project.ts";
import { endOf, startOf } from "../syntax/parse.ts";
import { bare, isFunction } from "../syntax/shape.ts";

/** The completers of a record of schemas, which Mortise has in the definition: `city: (value) => […]`. */
export function takeCompleters(module: Module, project: Project, shape: Node): string[] {
  const { node, module: owner } = project.value(module, shape);
  if (node.type !== "ObjectExpression") return [];
  return completable({ module: owner, node });
}

function completable({ module, node }: Located & { readonly node: ObjectExpression }): string[] {
  return node.properties.flatMap((property) => {
    if (property.type !== "ObjectProperty") return [];
    const value = bare(property.value);
    if (value.type !== "CallExpression" || module.sdkName(value.callee)?.name !== "completable") {
      return [];
    }
    const [schema, complete] = value.arguments;
    if (!schema || !complete) return [];
    const text = `${module.textOf(property.key)}: ${writeCompleter(module, complete)}`;
    module.consume(value.callee);
    module.edits.remove(startOf(value), startOf(schema));
    module.edits.remove(endOf(schema), endOf(value));
    return [text];
  });
}

/** The SDK gives a completer the other arguments as `context.arguments`, Mortise as its third parameter. */
export function writeCompleter(module: Module, complete: Node): string {
  const text = module.textOf(complete);
  if (isFunction(complete) && complete.params.length < 2) return text;
  const types = module.isTyped ? ": string" : "";
  return `(value${types}, _ctx, filled) => (${text})(value, { arguments: { ...filled } })`;
}
