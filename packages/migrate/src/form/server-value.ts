import type { Node } from "@babel/types";
import type { Module } from "../module/module.ts";
import type { Project } from "../module/project.ts";
import { bare, nameOf } from "../syntax/shape.ts";

const CLASSES: ReadonlySet<string> = new Set(["McpServer", "Server"]);

/** Returns whether a piece of syntax makes a server of the SDK. */
export function isNewServer(module: Module, node: Node | undefined | null): boolean {
  return node?.type === "NewExpression" && CLASSES.has(module.sdkName(node.callee)?.name ?? "");
}

/** Returns whether a value is a server: it is made as one, its type says so, or its name does. */
export function isServer(module: Module, project: Project, given: Node): boolean {
  const node = bare(given);
  if (isNewServer(module, node)) return true;
  const called = lastName(node);
  if (
    called !== undefined &&
    /server|mcp/i.test(called) &&
    !/http|express|client|config/i.test(called)
  ) {
    return true;
  }
  if (node.type !== "Identifier") return false;
  const binding = module.bindings.resolve(node);
  if (!binding) return false;
  const { source } = binding;
  const annotation = "typeAnnotation" in source ? source.typeAnnotation : undefined;
  if (annotation && /\b(?:McpServer|Server)\b/.test(module.textOf(annotation))) return true;
  const { module: owner, node: value } = project.value(module, node);
  return isNewServer(owner, value);
}

function lastName(node: Node): string | undefined {
  if (node.type === "Identifier") return node.name;
  if (node.type === "MemberExpression") return nameOf(node.property);
  if (node.type === "CallExpression") return lastName(node.callee);
  return undefined;
}
