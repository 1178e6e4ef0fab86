import type { Node } from "@babel/types";
import type { Module } from "../module/module.ts";
import type { Project } from "../module/project.ts";
import { endOf, everyNode } from "../syntax/parse.ts";
import type { MethodCall } from "../syntax/shape.ts";
import { memberOf, methodCall } from "../syntax/shape.ts";
import {
  convertMembers,
  describeTool,
  isMortiseDefinition,
  openRegistration,
} from "./definition.ts";
import { convertHandler } from "./handle.ts";
import { formOf, makeSchema } from "./schema.ts";
import { isServer } from "./server-value.ts";
import { wrapArguments } from "./wrap-arguments.ts";

/** Rewrites `registerTool` and `tool` of the SDK. */
export function convertTools(module: Module, project: Project): void {
  for (const node of everyNode(module.file.program)) {
    const call = methodCall(node);
    if (!call) continue;
    if (call.name === "registerTool" && call.call.arguments.length === 3) {
      convertRegisterTool(module, project, call);
    } else if (call.name === "tool" && isServer(module, project, call.object)) {
      convertTool(module, project, call);
    }
  }
}

function convertRegisterTool(module: Module, project: Project, call: MethodCall): void {
  const definition = openRegistration(module, project, call, "tool");
  if (!definition) return;
  const [name, , handler] = call.call.arguments as [Node, Node, Node];
  const { node, module: owner } = definition;
  describeTool(module, definition, name);
  const hasInput = memberOf(node, "inputSchema") ?? memberOf(node, "input");
  const hasOutput = memberOf(node, "outputSchema") ?? memberOf(node, "output");
  convertMembers(owner, project, node);
  convertHandler(module, project, handler, {
    form: hasInput ? "input" : "none",
    hasOutput: hasOutput !== undefined,
  });
}

/** The forms of `tool`: name, then a description, a shape and annotations, each of which may be left out. */
function convertTool(module: Module, project: Project, { call }: MethodCall): void {
  const args = call.arguments as Node[];
  const [name, ...between] = args;
  const handler = between.pop();
  if (!name || !handler || isMortiseDefinition(module, between[0])) return;
  module.found += 1;
  const parts = readParts(module, project, between);
  if (!parts) {
    module.left(
      call,
      "tool with arguments whose meaning cannot be seen",
      "write server.tool(name, { description, input, annotations }, handler)",
    );
    return;
  }
  module.converted += 1;
  writeParts(module, project, { name, parts });
  if (parts.shape && isUnseen(module, project, parts.shape, handler)) {
    module.edits.appendLeft(endOf(handler), " as never");
  }
  convertHandler(module, project, handler, { form: parts.shape ? "input" : "none" });
}

/** Types cannot tell that a schema and a handler from elsewhere, such as members in a loop, are a pair. */
function isUnseen(module: Module, project: Project, shape: Node, handler: Node): boolean {
  return (
    module.isTyped &&
    formOf(module, project, shape) === "unknown" &&
    /^(?:Optional)?MemberExpression$/.test(handler.type)
  );
}

interface ToolParts {
  readonly description: Node | undefined;
  readonly shape: Node | undefined;
  readonly annotations: Node | undefined;
}

function readParts(
  module: Module,
  project: Project,
  between: readonly Node[],
): ToolParts | undefined {
  const rest = [...between];
  const isText = rest[0] !== undefined && isDescription(module, project, rest[0], rest.length);
  const description = isText ? rest.shift() : undefined;
  if (rest.length === 2) return { description, shape: rest[0], annotations: rest[1] };
  if (rest.length > 2) return undefined;
  const [only] = rest;
  if (!only) return { description, shape: undefined, annotations: undefined };
  return isAnnotations(module, project, only)
    ? { description, shape: undefined, annotations: only }
    : { description, shape: only, annotations: undefined };
}

function isDescription(module: Module, project: Project, node: Node, count: number): boolean {
  if (count === 3) return true;
  const { node: value } = project.value(module, node);
  switch (value.type) {
    case "StringLiteral":
    case "TemplateLiteral":
    case "BinaryExpression":
      return true;
    case "ObjectExpression":
      return false;
    default:
      return /desc/i.test(module.textOf(node)) || formOf(module, project, node) === "unknown";
  }
}

function isAnnotations(module: Module, project: Project, node: Node): boolean {
  const { node: value, module: owner } = project.value(module, node);
  return (
    value.type === "ObjectExpression" &&
    /\b(?:readOnly|destructive|idempotent|openWorld)Hint\b/.test(owner.textOf(value))
  );
}

interface ToolCallParts {
  readonly name: Node;
  readonly parts: ToolParts;
}

function writeParts(module: Module, project: Project, { name, parts }: ToolCallParts): void {
  const { description, shape, annotations } = parts;
  if (!description) {
    module.note(name, "a tool without a description", "it has its name for one; say what it does");
  }
  if (shape) makeSchema(module, project, shape);
  wrapArguments(module, name, {
    own: description ? [] : [`description: ${module.textOf(name)}`],
    parts: [
      ["description", description],
      ["input", shape],
      ["annotations", annotations],
    ],
  });
}
