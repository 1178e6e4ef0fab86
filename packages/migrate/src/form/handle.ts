import type { Node } from "@babel/types";
import { addHandler, hasBareParameter, shiftContext } from "../module/handler.ts";
import type { Module } from "../module/module.ts";
import type { Located, Project } from "../module/project.ts";
import { endOf, startOf } from "../syntax/parse.ts";
import type { FunctionSyntax } from "../syntax/shape.ts";
import { isFunction } from "../syntax/shape.ts";
import { convertContext } from "./context.ts";
import { convertThrown } from "./error.ts";
import { convertResults } from "./result.ts";

/** How the SDK calls a handler. */
export interface HandlerForm {
  /** The parameters before the context: `(args, extra)`, `(extra)`, `(uri, extra)` or `(uri, variables, extra)`. */
  readonly form: "input" | "none" | "uri" | "template";
  readonly hasOutput?: boolean;
}

/** Makes a handler of Mortise of a handler of the SDK. */
export function convertHandler(
  module: Module,
  project: Project,
  given: Node,
  { form, hasOutput = false }: HandlerForm,
): void {
  const located = findFunction(module, project, given);
  const isInline = located?.node === given;
  if (located) convertBody(located, { form, hasOutput });
  switch (form) {
    case "input":
      if (isInline) addHandler(module, given as FunctionSyntax, 1);
      return;
    case "none":
      if (isInline) shiftInline(module, given as FunctionSyntax);
      else if (!located || located.node.params.length > 0)
        wrap(module, given, "(_input, ctx)", "ctx");
      return;
    case "uri":
      if (isInline) convertUri(module, given as FunctionSyntax, 0);
      else wrap(module, given, "(ctx)", "new URL(ctx.request.name), ctx");
      return;
    default:
      if (isInline) convertUri(module, given as FunctionSyntax, 1);
      else wrap(module, given, "(variables, ctx)", "new URL(ctx.request.name), variables, ctx");
  }
}

function findFunction(
  module: Module,
  project: Project,
  node: Node,
): (Located & { readonly node: FunctionSyntax }) | undefined {
  if (isFunction(node)) return { module, node };
  const { module: owner, node: value } = project.value(module, node);
  return isFunction(value) ? { module: owner, node: value } : undefined;
}

const CONTEXT_AT = { input: 1, none: 0, uri: 1, template: 2 } as const;

function convertBody(
  { module, node }: Located & { readonly node: FunctionSyntax },
  { form, hasOutput }: Required<HandlerForm>,
): void {
  if (module.isDone(node)) return;
  module.markDone(node);
  const context = node.params[CONTEXT_AT[form]];
  if (context && !hasContextType(module, context)) convertContext(module, context);
  convertThrown(module, node);
  if (hasOutput) convertResults(module, node);
}

/** A context whose type is named is converted by that name, in any function. */
function hasContextType(module: Module, parameter: Node): boolean {
  return module.isDone(parameter);
}

function wrap(module: Module, given: Node, parameters: string, args: string): void {
  const isSimple = given.type === "Identifier" || given.type === "MemberExpression";
  module.edits.appendRight(startOf(given), `${parameters} => ${isSimple ? "" : "("}`);
  module.edits.appendLeft(endOf(given), `${isSimple ? "" : ")"}(${args})`);
}

function shiftInline(module: Module, handler: FunctionSyntax): void {
  const [first] = handler.params;
  shiftContext(module, handler);
  // The context stands at the first place in the text, and behind the input that was put before it.
  addHandler(module, handler, first ? 0 : 1);
}

/** Takes the URI out of the parameters; a handler that uses it reads it from the request. */
function convertUri(module: Module, handler: FunctionSyntax, before: number): void {
  const [uri, ...rest] = handler.params;
  if (!uri) {
    addHandler(module, handler, before);
    return;
  }
  const next = rest[0];
  const isUsed =
    uri.type !== "Identifier" ||
    (module.bindings.all.find(({ identifier }) => identifier === uri)?.references.length ?? 0) > 0;
  const end = next ? startOf(next) : endOf(uri);
  const context = rest[before];
  const name = context?.type === "Identifier" ? context.name : "ctx";
  if (!isUsed) {
    module.edits.remove(startOf(uri), end);
    if (context) addHandler(module, handler, before, name);
    return;
  }
  const last = handler.params.at(-1) ?? uri;
  const own = module.text.slice(startOf(uri), endOf(uri));
  const value = `${own} = new URL(${name}.request.name)`;
  const isBare = hasBareParameter(module, handler);
  module.replace(startOf(uri), endOf(last), () => {
    const parameters = [
      ...(before === 1 ? [next ? module.editedTextOf(next) : "_variables"] : []),
      context ? module.editedTextOf(context) : name,
      value,
    ].join(", ");
    return isBare ? `(${parameters})` : parameters;
  });
  addHandler(module, handler, before, name);
}
