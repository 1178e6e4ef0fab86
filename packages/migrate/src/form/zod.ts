import type { Node, ObjectExpression } from "@babel/types";
import type { Module } from "../module/module.ts";
import { endOf, everyNode, startOf } from "../syntax/parse.ts";
import { bare, methodCall, nameOf } from "../syntax/shape.ts";

/** Rewrites what zod 4 has in another way than zod 3. */
export function convertZod(module: Module): void {
  for (const node of everyNode(module.file.program)) {
    if (node.type === "ImportDeclaration" && node.source.value === "zod/v3") {
      module.edits.update(startOf(node.source) + 1, endOf(node.source) - 1, "zod");
      module.note(
        node,
        "schemas of zod 3",
        "they are those of zod 4 now, which are written nearly alike",
      );
    }
    if (node.type !== "CallExpression") continue;
    if (isImported(module, node.callee, "zod-to-json-schema"))
      convertToJsonSchema(module, node.callee, node.arguments);
    const call = methodCall(node);
    if (!call || !isZod(module, call.object)) continue;
    if (call.name === "record" && call.call.arguments.length === 1) {
      const [value] = call.call.arguments;
      if (value)
        module.edits.appendRight(startOf(value), `${module.textOf(call.object)}.string(), `);
    }
    const last = call.call.arguments.at(-1);
    const options = last && bare(last);
    if (options?.type === "ObjectExpression" && call.name !== "object")
      convertMessages(module, options);
  }
}

function convertMessages(module: Module, options: ObjectExpression): void {
  const [only] = options.properties;
  if (!only || options.properties.length > 1 || only.type !== "ObjectProperty") return;
  if (!/^(?:required_error|invalid_type_error)$/.test(nameOf(only.key) ?? "")) return;
  module.edits.update(startOf(only.key), endOf(only.key), "error");
}

function convertToJsonSchema(module: Module, callee: Node, args: readonly Node[]): void {
  const [schema] = args;
  const last = args.at(-1);
  if (!schema || !last) return;
  module.edits.update(startOf(callee), endOf(callee), `${module.zod()}.toJSONSchema`);
  if (last !== schema) module.edits.remove(endOf(schema), endOf(last));
  module.edits.appendLeft(endOf(schema), ', { target: "draft-7", io: "input" }');
  module.consume(callee);
}

function isZod(module: Module, node: Node): boolean {
  return isImported(module, node, "zod");
}

function isImported(module: Module, node: Node, specifier: string): boolean {
  if (node.type !== "Identifier") return false;
  const source = module.bindings.resolve(node)?.source;
  const declaration = source && module.parentOf(source);
  return (
    declaration?.type === "ImportDeclaration" &&
    (declaration.source.value === specifier || declaration.source.value.startsWith(`${specifier}/`))
  );
}
