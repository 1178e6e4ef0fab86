import type { Identifier, Node } from "@babel/types";
import { endOf, everyNode, startOf } from "../syntax/parse.ts";
import type { FunctionSyntax } from "../syntax/shape.ts";
import { isFunction, patternNames } from "../syntax/shape.ts";
import type { Module } from "./module.ts";

/** A function that has a context of Mortise, or can be given one. */
interface Handler {
  /** The name of its context; `undefined` until something needs one. */
  context: string | undefined;
  /** The parameters before the context. */
  readonly before: number;
}

const HANDLERS: WeakMap<Module, Map<Node, Handler>> = new WeakMap();

/** Says that a function is called with a context of Mortise behind `before` parameters, or under a name. */
export function addHandler(
  module: Module,
  handler: FunctionSyntax,
  before: number,
  called?: string,
): void {
  const handlers = HANDLERS.get(module) ?? new Map<Node, Handler>();
  HANDLERS.set(module, handlers);
  const parameter = handler.params[before];
  const [name] = parameter ? patternNames(parameter) : [];
  const context = called ?? (parameter?.type === "Identifier" ? name?.name : undefined);
  handlers.set(handler, { context, before });
}

/** Gives the function that a place belongs to if it has a context, however deep the place is in it. */
function handlerAround(module: Module, node: Node): FunctionSyntax | undefined {
  const handlers = HANDLERS.get(module);
  return module.around(node, (at) => isFunction(at) && handlers?.has(at) === true) as
    | FunctionSyntax
    | undefined;
}

/** The name of the context at a place; a handler without one is given the parameter. */
export function contextAt(module: Module, node: Node): string | undefined {
  const handler = handlerAround(module, node);
  const known = handler && HANDLERS.get(module)?.get(handler);
  if (!known) return undefined;
  if (known.context !== undefined) return known.context;
  // A destructured context has no name to call methods on.
  if (handler.params.length > known.before) return undefined;
  known.context = "ctx";
  addParameters(module, handler, known.before, "ctx");
  return known.context;
}

function addParameters(
  module: Module,
  handler: FunctionSyntax,
  before: number,
  name: string,
): void {
  const missing = before - handler.params.length;
  const added = [...(missing > 0 ? Array.from({ length: missing }, () => "_input") : []), name];
  const last = handler.params.at(-1);
  const open = openParenthesis(module, handler);
  if (!last) {
    if (open !== undefined) module.edits.appendRight(open + 1, added.join(", "));
    return;
  }
  const end = endOf(last);
  if (open === undefined) {
    module.edits.appendLeft(startOf(last), "(");
    module.edits.appendRight(end, `, ${added.join(", ")})`);
  } else module.edits.appendLeft(end, `, ${added.join(", ")}`);
}

/** Returns whether the one parameter of a function stands without parentheses, as in `value => …`. */
export function hasBareParameter(module: Module, handler: FunctionSyntax): boolean {
  return handler.params.length > 0 && openParenthesis(module, handler) === undefined;
}

/** The place of the parenthesis before the parameters; `undefined` for `value => …`. */
function openParenthesis(module: Module, handler: FunctionSyntax): number | undefined {
  const [first] = handler.params;
  const from = startOf(handler);
  const until = first ? startOf(first) : startOf(handler.body);
  const at = module.text.slice(from, until).lastIndexOf(first ? "(" : ")");
  if (at < 0) return undefined;
  return first ? from + at : module.text.lastIndexOf("(", from + at);
}

/** Shifts a context from the first place to the second. */
export function shiftContext(module: Module, handler: FunctionSyntax): void {
  const [first] = handler.params;
  if (!first) return;
  const isBare = hasBareParameter(module, handler);
  module.edits.appendLeft(startOf(first), isBare ? "(_input, " : "_input, ");
  if (isBare) module.edits.appendRight(endOf(first), ")");
}

/** The expressions that a function returns from its own body. */
export function returnsOf({ body }: FunctionSyntax): Node[] {
  if (body.type !== "BlockStatement") return [body];
  const found: Node[] = [];
  const inner = new Set<Node>();
  for (const node of everyNode(body)) {
    if (isFunction(node) || node.type === "ClassMethod") {
      for (const each of everyNode(node)) inner.add(each);
    } else if (node.type === "ReturnStatement" && node.argument && !inner.has(node)) {
      found.push(node.argument);
    }
  }
  return found;
}

/** The references to the names that a parameter declares. */
export function usesOf(module: Module, parameter: Node): Identifier[] {
  return patternNames(parameter).flatMap(
    (name) => module.bindings.all.find(({ identifier }) => identifier === name)?.references ?? [],
  );
}
