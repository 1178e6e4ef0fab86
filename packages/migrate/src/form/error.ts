import type { Node } from "@babel/types";
import type { Module } from "../module/module.ts";
import { endOf, everyNode, startOf } from "../syntax/parse.ts";
import type { FunctionSyntax } from "../syntax/shape.ts";
import { nameOf } from "../syntax/shape.ts";

/** Makes the errors that a handler throws itself readable for the model, as the SDK has them. */
export function convertThrown(module: Module, handler: FunctionSyntax): void {
  for (const node of everyNode(handler.body)) {
    if (node.type !== "ThrowStatement" || node.argument.type !== "NewExpression") continue;
    const { callee, arguments: args } = node.argument;
    if (callee.type !== "Identifier" || callee.name !== "Error" || args.length === 0) continue;
    if (module.bindings.resolve(callee)) continue;
    module.edits.update(startOf(callee), endOf(callee), module.need("ToolError"));
  }
}

/** The codes of errors that Mortise has under the same name. */
const CODES: ReadonlySet<string> = new Set([
  "ParseError",
  "InvalidRequest",
  "MethodNotFound",
  "InvalidParams",
  "InternalError",
  "ResourceNotFound",
]);

/** Rewrites `McpError` and `ErrorCode`, or `ProtocolError` and `ProtocolErrorCode` of version 2. */
export function convertProtocolErrors(module: Module): void {
  for (const node of everyNode(module.file.program)) {
    if (node.type === "NewExpression") convertNew(module, node.callee, node.arguments);
    if (node.type === "MemberExpression") convertCode(module, node.object, node.property);
    if (node.type === "BinaryExpression" && node.operator === "instanceof") {
      if (isError(module, node.right)) rename(module, node.right, "ProtocolError");
    }
  }
}

function isError(module: Module, node: Node): boolean {
  const name = module.sdkName(node)?.name;
  return name === "McpError" || name === "ProtocolError";
}

function convertNew(module: Module, callee: Node, args: readonly Node[]): void {
  if (!isError(module, callee)) return;
  rename(module, callee, "ProtocolError");
  const [, message, data] = args;
  if (!message) {
    const code = args[0];
    if (code) module.edits.appendLeft(endOf(code), ', "The request failed"');
  }
  if (!data) return;
  module.edits.appendRight(startOf(data), "{ data: ");
  module.edits.appendLeft(endOf(data), " }");
}

function convertCode(module: Module, object: Node, property: Node): void {
  const name = module.sdkName(object)?.name;
  if (name !== "ErrorCode" && name !== "ProtocolErrorCode") return;
  const code = nameOf(property) ?? "";
  if (CODES.has(code)) rename(module, object, "ErrorCode");
  else module.left(object, `${name}.${code}`, "throw a ToolError with a code of your own");
}

function rename(module: Module, node: Node, name: string): void {
  module.consume(node);
  module.edits.update(startOf(node), endOf(node), module.need(name));
}
