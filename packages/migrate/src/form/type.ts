import type { Identifier, Node } from "@babel/types";
import { addHandler } from "../module/handler.ts";
import type { Module } from "../module/module.ts";
import type { Project } from "../module/project.ts";
import { RENAMED_TYPES, REQUEST_TYPES, SAME_TYPES } from "../module/sdk.ts";
import { endOf, everyNode, startOf } from "../syntax/parse.ts";
import { isFunction, nameOf } from "../syntax/shape.ts";
import { convertContext } from "./context.ts";

/** Rewrites the types of the SDK as those of Mortise, and the contexts that they declare. */
export function convertTypes(module: Module, project: Project): void {
  for (const node of everyNode(module.file.program)) {
    if (node.type === "TSTypeReference" && node.typeName.type === "Identifier") {
      if (isContextAlias(module, project, node.typeName)) convertParameter(module, node);
      else convertType(module, node.typeName, node);
    }
  }
}

/** Returns whether a type is another name for the context of the SDK, in this file or the one it is from. */
function isContextAlias(module: Module, project: Project, name: Identifier): boolean {
  const binding = module.bindings.resolve(name);
  const found = binding && project.declaration(module, binding);
  const source = found?.binding.source;
  if (!found || source?.type !== "TSTypeAliasDeclaration") return false;
  const { typeAnnotation } = source;
  if (typeAnnotation.type !== "TSTypeReference") return false;
  const sdk = found.module.sdkName(typeAnnotation.typeName)?.name;
  return sdk !== undefined && RENAMED_TYPES.get(sdk) === "RequestContext";
}

function convertType(module: Module, name: Identifier, reference: Node): void {
  const sdk = module.sdkName(name);
  if (!sdk || module.consumed.has(name)) return;
  const written = REQUEST_TYPES.get(sdk.name);
  if (written !== undefined) {
    module.consume(reference);
    const [params] = /\bCreateMessageRequestParams\b/.exec(written) ?? [];
    const local = params === undefined ? "" : module.need(params, "type");
    const text = params === undefined ? written : written.replace(params, local);
    module.edits.update(startOf(reference), endOf(reference), text);
    return;
  }
  const parts = partsOf(module, sdk.name, reference);
  if (parts) {
    module.consume(parts.place);
    const text = `${module.need(parts.type, "type")}[]`;
    module.edits.update(startOf(parts.place), endOf(parts.place), text);
    return;
  }
  const renamed = SAME_TYPES.has(sdk.name) ? sdk.name : RENAMED_TYPES.get(sdk.name);
  if (renamed === undefined) return;
  if (renamed === "RequestContext") convertParameter(module, reference);
  module.consume(reference);
  if (isFilled(module, renamed, reference)) {
    // A variable that is filled later cannot have the type of results alone, which are read-only.
    const content = module.need("ContentBlock", "type");
    const text = `${module.need(renamed, "type")} & { content: ${content}[]; isError?: boolean }`;
    module.edits.update(startOf(reference), endOf(reference), text);
    return;
  }
  const kind = renamed === "ProtocolError" ? "value" : "type";
  const local = module.need(renamed, kind);
  const text = renamed === "Server" ? `${local}<unknown>` : local;
  module.edits.update(startOf(reference), endOf(reference), text);
}

/** Returns whether a type is that of a variable whose members are changed. */
function isFilled(module: Module, name: string, reference: Node): boolean {
  if (name !== "CallToolResult") return false;
  const annotation = module.parentOf(reference);
  const identifier = annotation && module.parentOf(annotation);
  if (identifier?.type !== "Identifier") return false;
  const binding = module.bindings.all.find((each) => each.identifier === identifier);
  return (
    binding?.references.some((use) => {
      const member = module.parentOf(use);
      if (member?.type !== "MemberExpression" || member.object !== use) return false;
      const user = module.parentOf(member);
      if (user?.type === "AssignmentExpression") return user.left === member;
      return (
        user?.type === "MemberExpression" &&
        /^(?:push|unshift|splice)$/.test(nameOf(user.property) ?? "")
      );
    }) === true
  );
}

/** The lists in results, which Mortise does not change and handlers fill: `CallToolResult["content"]`. */
const PARTS: ReadonlyMap<string, string> = new Map([
  ["CallToolResult.content", "ContentBlock"],
  ["GetPromptResult.messages", "PromptMessage"],
  ["ReadResourceResult.contents", "ResourceContents"],
]);

function partsOf(
  module: Module,
  name: string,
  reference: Node,
): { readonly place: Node; readonly type: string } | undefined {
  const place = module.parentOf(reference);
  if (place?.type !== "TSIndexedAccessType" || place.objectType !== reference) return undefined;
  const { indexType } = place;
  if (indexType.type !== "TSLiteralType" || indexType.literal.type !== "StringLiteral") {
    return undefined;
  }
  const type = PARTS.get(`${name}.${indexType.literal.value}`);
  return type === undefined ? undefined : { place, type };
}

function convertParameter(module: Module, reference: Node): void {
  const annotation = module.parentOf(reference);
  const parameter = annotation && module.parentOf(annotation);
  const owner = parameter && module.parentOf(parameter);
  if (!parameter || !owner || !("params" in owner)) return;
  convertContext(module, parameter);
  module.markDone(parameter);
  const at = (owner.params as Node[]).indexOf(parameter);
  if (isFunction(owner) && at >= 0) addHandler(module, owner, at);
}
