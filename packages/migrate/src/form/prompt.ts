import type { Node } from "@babel/types";
import type { Module } from "../module/module.ts";
import type { Project } from "../module/project.ts";
import { everyNode } from "../syntax/parse.ts";
import type { MethodCall } from "../syntax/shape.ts";
import { memberOf, memberValue, methodCall } from "../syntax/shape.ts";
import { takeCompleters } from "./completion.ts";
import {
  convertMembers,
  isMortiseDefinition,
  openRegistration,
  prependMembers,
} from "./definition.ts";
import { convertHandler } from "./handle.ts";
import { makeSchema } from "./schema.ts";
import { isServer } from "./server-value.ts";
import { wrapArguments } from "./wrap-arguments.ts";

/** Rewrites `registerPrompt` and `prompt` of the SDK. */
export function convertPrompts(module: Module, project: Project): void {
  for (const node of everyNode(module.file.program)) {
    const call = methodCall(node);
    if (!call) continue;
    if (call.name === "registerPrompt" && call.call.arguments.length === 3) {
      convertRegisterPrompt(module, project, call);
    } else if (call.name === "prompt" && isServer(module, project, call.object)) {
      convertPrompt(module, project, call);
    }
  }
}

function convertRegisterPrompt(module: Module, project: Project, call: MethodCall): void {
  const definition = openRegistration(module, project, call, "prompt");
  if (!definition) return;
  const handler = call.call.arguments[2] as Node;
  const { module: owner, node } = definition;
  const shape = memberValue(node, "argsSchema");
  const hasInput = memberOf(node, "argsSchema") ?? memberOf(node, "input");
  const completers = shape ? takeCompleters(owner, project, shape) : [];
  if (completers.length > 0) prependMembers(owner, node, `complete: { ${completers.join(", ")} }`);
  convertMembers(owner, project, node);
  convertHandler(module, project, handler, { form: hasInput ? "input" : "none" });
}

/** The forms of `prompt`: name, then a description and a shape, each of which may be left out. */
function convertPrompt(module: Module, project: Project, { call }: MethodCall): void {
  const [name, ...between] = call.arguments as Node[];
  const handler = between.pop();
  if (!name || !handler || between.length > 2 || isMortiseDefinition(module, between[0])) return;
  module.found += 1;
  module.converted += 1;
  const isText = between.length === 2 || isDescription(module, project, between[0]);
  const [description, shape] = isText ? between : [undefined, between[0]];
  const completers = shape ? takeCompleters(module, project, shape) : [];
  if (shape) makeSchema(module, project, shape);
  wrapArguments(module, name, {
    own: completers.length > 0 ? [`complete: { ${completers.join(", ")} }`] : [],
    parts: [
      ["description", description],
      ["input", shape],
    ],
  });
  convertHandler(module, project, handler, { form: shape ? "input" : "none" });
}

function isDescription(module: Module, project: Project, node: Node | undefined): boolean {
  if (!node) return false;
  const { node: value } = project.value(module, node);
  return value.type !== "ObjectExpression" && !/shape|schema/i.test(module.textOf(node));
}
