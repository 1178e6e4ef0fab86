import type { Identifier, Node } from "@babel/types";
import { addHandler, hasBareParameter, returnsOf } from "../module/handler.ts";
import type { Module } from "../module/module.ts";
import type { Project } from "../module/project.ts";
import { removeStatement } from "../module/remove.ts";
import { REQUEST_TYPES } from "../module/sdk.ts";
import { endOf, everyNode, startOf } from "../syntax/parse.ts";
import type { FunctionSyntax } from "../syntax/shape.ts";
import { awaits, bare, isFunction, keysOf, memberValue } from "../syntax/shape.ts";
import { convertContext } from "./context.ts";
import { convertThrown } from "./error.ts";
import { writeLoop } from "./low-level-loop.ts";
import type { Registration } from "./registration.ts";
import { readRegistration } from "./registration.ts";

/** The handlers that list something, and those that answer for what is listed. */
const PAIRS: readonly (readonly [list: string, answer: string])[] = [
  ["tools/list", "tools/call"],
  ["resources/list", "resources/read"],
  ["resources/templates/list", "resources/read"],
  ["prompts/list", "prompts/get"],
];

const GONE: ReadonlySet<string> = new Set(["logging/setLevel", "ping"]);

/** Rewrites the handlers of the low-level server: what one lists is registered, and the other answers for it. */
export function convertLowLevel(module: Module, project: Project): void {
  const registrations = [...everyNode(module.file.program)].flatMap((node) => {
    const found = readRegistration(module, node);
    return found ? [found] : [];
  });
  module.found += registrations.length;
  const converted = convertPairs(module, project, registrations);
  for (const registration of registrations) {
    if (converted.has(registration)) continue;
    if (GONE.has(registration.method)) {
      module.note(
        registration.call,
        `a handler of ${registration.method}, which is left out`,
        "Mortise answers it by itself",
      );
      removeStatement(module, registration.statement);
      converted.add(registration);
    } else if (!LISTED.has(registration.method)) {
      module.shelve(
        registration.call,
        `a handler of ${registration.method}`,
        adviceFor(registration.method),
      );
    }
  }
  module.converted += converted.size;
}

/** Converts the handlers that list with those that answer for them; a list that stays is shelved with the reason. */
function convertPairs(
  module: Module,
  project: Project,
  registrations: readonly Registration[],
): Set<Registration> {
  const converted = new Set<Registration>();
  const answers = new Map<Registration, string>();
  for (const [listing, answering] of PAIRS) {
    for (const list of registrations.filter(({ method }) => method === listing)) {
      const answer = registrations.find(
        (each) =>
          each.method === answering &&
          module.parentOf(each.statement) === module.parentOf(list.statement),
      );
      const reason = answer
        ? refuse(module, project, list)
        : "its counterpart is not in the same block";
      if (!answer || reason !== undefined) {
        module.shelve(
          list.call,
          `a handler of ${listing}`,
          `register each with server.${nounOf(listing)}(…): ${reason}`,
        );
        continue;
      }
      const name = answers.get(answer) ?? writeAnswer(module, answer);
      answers.set(answer, name);
      const listName = writeList(module, project, list);
      writeLoop(module, {
        list,
        answer,
        listName,
        answerName: name,
        members: membersOf(module, project, list),
      });
      converted.add(list).add(answer);
    }
  }
  return converted;
}

function nounOf(listing: string): string {
  return listing.startsWith("tools")
    ? "tool"
    : listing.startsWith("prompts")
      ? "prompt"
      : "resource";
}

function adviceFor(method: string): string {
  switch (method) {
    case "completion/complete":
      return "give `complete` to the prompt or the template of a resource";
    case "resources/subscribe":
    case "resources/unsubscribe":
      return "Mortise keeps subscriptions by itself; call server.resourceUpdated(uri) upon a change";
    case "tools/call":
    case "resources/read":
    case "prompts/get":
      return "register each tool, resource or prompt with server.tool, server.resource or server.prompt";
    default:
      return "add the method by server.extend";
  }
}

/** The reason that a list cannot be registered; `undefined` when it can. */
function refuse(
  module: Module,
  project: Project,
  { handler, statement }: Registration,
): string | undefined {
  if (isFunction(handler) && uses(module, handler)) return "its list depends on the request";
  if (!isLater(project.value(module, handler).node, handler) || mayAwait(module, statement)) {
    return undefined;
  }
  return "its list is asynchronous, and this block cannot wait";
}

/** Returns whether a list is asynchronous: a handler in place loses its `async` if it does not wait. */
function isLater(value: Node, handler: Node): boolean {
  if (!isFunction(value)) return true;
  return value === handler ? awaits(value.body) : !("async" in value) || value.async !== false;
}

function uses(module: Module, { params }: FunctionSyntax): boolean {
  return params.some((param) =>
    module.bindings.all.some(({ source, references }) => source === param && references.length > 0),
  );
}

/** Returns whether code at a place may wait: in an async function, or at the top of a module. */
function mayAwait(module: Module, statement: Node): boolean {
  const owner = module.around(statement, ({ type }) => /Function|Method/.test(type));
  return owner === undefined || ("async" in owner && owner.async === true);
}

/** Keeps the handler that answers, under a name, and returns it. */
function writeAnswer(module: Module, answer: Registration): string {
  const { handler, statement, method } = answer;
  if (handler.type === "Identifier") {
    const own = ownFunction(module, handler);
    convertAnswer(module, own, method);
    if (own && own.params.length > 1) module.withContext.add(handler.name);
    removeStatement(module, statement);
    return handler.name;
  }
  const name = module.fresh(NAMES.get(method) ?? "answer");
  if (isFunction(handler)) {
    convertAnswer(module, handler, method);
    if (handler.params.length > 1) module.withContext.add(name);
  }
  openAs(module, answer, name);
  return name;
}

const NAMES: ReadonlyMap<string, string> = new Map([
  ["tools/list", "listTools"],
  ["tools/call", "callTool"],
  ["resources/list", "listResources"],
  ["resources/templates/list", "listTemplates"],
  ["resources/read", "readResource"],
  ["prompts/list", "listPrompts"],
  ["prompts/get", "getPrompt"],
]);

const REQUESTS: ReadonlyMap<string, string> = new Map([
  ["tools/call", "CallToolRequest"],
  ["resources/read", "ReadResourceRequest"],
  ["prompts/get", "GetPromptRequest"],
]);

/** A named handler of this file; its types are its own. */
function ownFunction(module: Module, name: Identifier): FunctionSyntax | undefined {
  const source = module.bindings.resolve(name)?.source;
  if (isFunction(source)) return source;
  const init = source?.type === "VariableDeclarator" ? source.init : undefined;
  return isFunction(init) ? init : undefined;
}

function convertAnswer(module: Module, handler: FunctionSyntax | undefined, method: string): void {
  if (!handler) return;
  const [request, context] = handler.params;
  if (method === "tools/call") {
    addHandler(module, handler, 1);
    convertThrown(module, handler);
  }
  if (context) convertContext(module, context);
  if (!module.isTyped) return;
  const written = REQUEST_TYPES.get(REQUESTS.get(method) ?? "");
  if (
    request &&
    !("typeAnnotation" in request && request.typeAnnotation) &&
    written !== undefined
  ) {
    annotate(module, handler, request, written);
  }
  if (
    context &&
    !("typeAnnotation" in context && context.typeAnnotation) &&
    method === "tools/call"
  ) {
    annotate(module, handler, context, module.need("RequestContext", "type"));
  }
}

function annotate(module: Module, handler: FunctionSyntax, parameter: Node, type: string): void {
  const isBare = hasBareParameter(module, handler);
  if (isBare) module.edits.appendRight(startOf(parameter), "(");
  module.edits.appendLeft(endOf(parameter), `: ${type}${isBare ? ")" : ""}`);
}

/** Keeps the handler that lists, under a name, and returns the expression of its result. */
function writeList(module: Module, project: Project, list: Registration): string {
  const { handler, statement, method } = list;
  const isAwaited = isLater(project.value(module, handler).node, handler);
  const called = (name: string): string => (isAwaited ? `(await ${name}())` : `${name}()`);
  if (handler.type === "Identifier") {
    module.consume(statement);
    removeStatement(module, statement);
    return called(handler.name);
  }
  const name = module.fresh(NAMES.get(method) ?? "list");
  openAs(module, list, name);
  if (!isFunction(handler)) return called(name);
  if (handler.async && !isAwaited) {
    const after = /^async\s*/.exec(module.textOf(handler))?.[0].length ?? 0;
    module.edits.remove(startOf(handler), startOf(handler) + after);
    const type = handler.returnType;
    if (type) {
      module.consume(type);
      module.edits.remove(startOf(type), endOf(type));
    }
  }
  const [first] = handler.params;
  const last = handler.params.at(-1);
  if (first && last) {
    module.consume(first);
    const isBare = hasBareParameter(module, handler);
    module.edits.overwrite(startOf(first), endOf(last), isBare ? "()" : "");
  }
  return called(name);
}

/** `server.setRequestHandler(schema, handler)` becomes `const name = handler`. */
function openAs(module: Module, { call, handler, statement }: Registration, name: string): void {
  for (const argument of call.arguments) if (argument !== handler) module.consume(argument);
  module.edits.overwrite(startOf(statement), startOf(handler), `const ${name} = `);
  const semicolon = module.textOf(statement).endsWith(";") ? ";" : "";
  if (endOf(statement) > endOf(handler))
    module.edits.overwrite(endOf(handler), endOf(statement), semicolon);
}

const LISTED: ReadonlyMap<string, string> = new Map([
  ["tools/list", "tools"],
  ["resources/list", "resources"],
  ["resources/templates/list", "resourceTemplates"],
  ["prompts/list", "prompts"],
]);

/** The members of the listed entries if all are written out; otherwise `undefined`. */
function membersOf(
  module: Module,
  project: Project,
  list: Registration,
): ReadonlySet<string> | undefined {
  const located = project.value(module, list.handler);
  if (!isFunction(located.node)) return undefined;
  const members = new Set<string>();
  for (const returned of returnsOf(located.node)) {
    const object = bare(returned);
    const listed =
      object.type === "ObjectExpression"
        ? memberValue(object, LISTED.get(list.method) ?? "")
        : undefined;
    const { node: array } = listed ? project.value(located.module, listed) : { node: undefined };
    if (array?.type !== "ArrayExpression") return undefined;
    for (const element of array.elements) {
      const { node: item } = element ? project.value(located.module, element) : { node: undefined };
      const keys = item?.type === "ObjectExpression" ? keysOf(item) : undefined;
      if (!keys) return undefined;
      for (const key of keys) members.add(key);
    }
  }
  return members;
}
