import type { NewExpression, Node, ObjectExpression, Statement } from "@babel/types";
import type { Module } from "../module/module.ts";
import type { Project } from "../module/project.ts";
import { removeProperty, removeStatement } from "../module/remove.ts";
import { endOf, everyNode, startOf } from "../syntax/parse.ts";
import { bare, keysOf, nameOf } from "../syntax/shape.ts";
import { isNewServer, isServer } from "./server-value.ts";

/** The options of the SDK's server that Mortise has or does not need. */
const DERIVED: ReadonlySet<string> = new Set(["capabilities", "enforceStrictCapabilities"]);
const CAPABILITIES: ReadonlySet<string> = new Set([
  "tools",
  "resources",
  "prompts",
  "logging",
  "completions",
]);

/** Rewrites `new McpServer(info, options)` and `new Server(info, options)`. */
export function convertServers(module: Module): void {
  for (const node of everyNode(module.file.program)) {
    if (isNewServer(module, node)) convertNew(module, node as NewExpression);
    if (node.type === "ClassDeclaration" && module.sdkName(node.superClass)) {
      const { superClass } = node;
      if (superClass && /^(?:Mcp)?Server$/.test(module.sdkName(superClass)?.name ?? "")) {
        module.left(
          node,
          "a class that extends the SDK's server",
          "hold a server of createServer in a member instead",
        );
      }
    }
  }
}

function convertNew(module: Module, made: NewExpression): void {
  const [info, options] = made.arguments as Node[];
  if (!info) return;
  module.consume(made.callee);
  module.edits.update(startOf(made), endOf(made.callee), module.need("createServer"));
  const typeArguments = made.typeArguments;
  if (typeArguments) module.edits.remove(startOf(typeArguments), endOf(typeArguments));
  dropUnknownInfo(module, info);
  if (!options) return;
  const kept = keptOptions(module, options);
  const object = bare(info);
  module.consume(options);
  module.edits.remove(endOf(info), endOf(options));
  if (kept.length === 0) return;
  if (object.type !== "ObjectExpression") {
    module.edits.appendRight(startOf(info), "{ ...");
    module.edits.appendLeft(endOf(info), `, ${kept.join(", ")} }`);
    return;
  }
  const last = object.properties.at(-1);
  if (!last) {
    module.edits.appendLeft(startOf(object) + 1, kept.join(", "));
    return;
  }
  const gap = module.text.slice(0, startOf(last));
  const indent = /\n[ \t]*$/.exec(gap)?.[0] ?? " ";
  module.edits.appendLeft(endOf(last), `,${indent}${kept.join(`,${indent}`)}`);
}

const INFO: ReadonlySet<string> = new Set([
  "name",
  "version",
  "title",
  "description",
  "websiteUrl",
  "icons",
]);

function dropUnknownInfo(module: Module, info: Node): void {
  const object = bare(info);
  if (object.type !== "ObjectExpression") return;
  for (const property of object.properties) {
    if (property.type === "SpreadElement") continue;
    const name = nameOf(property.key) ?? "";
    if (INFO.has(name)) continue;
    module.note(
      property,
      `${name} in the description of the server`,
      "it is left out; Mortise finds out by itself what a server can do",
    );
    removeProperty(module, property);
  }
}

function keptOptions(module: Module, options: Node): string[] {
  const object = bare(options);
  if (object.type !== "ObjectExpression") {
    module.note(
      options,
      `options of the server that are not written out: ${module.textOf(options)}`,
      "of these, Mortise takes instructions; give them to createServer",
    );
    return [];
  }
  return object.properties.flatMap((property) => {
    if (property.type === "SpreadElement") {
      module.note(
        property,
        "options of the server from elsewhere",
        "of these, Mortise takes instructions; give them to createServer",
      );
      return [];
    }
    const name = nameOf(property.key) ?? "";
    if (name === "instructions") return [module.textOf(property)];
    if (name === "capabilities") checkCapabilities(module, property);
    else if (!DERIVED.has(name)) {
      module.note(
        property,
        `the option ${name} of the server`,
        "it is left out; see ServerOptions of Mortise",
      );
    }
    return [];
  });
}

function checkCapabilities(module: Module, property: ObjectExpression["properties"][number]): void {
  const value = property.type === "ObjectProperty" ? bare(property.value) : property;
  const keys = value.type === "ObjectExpression" ? keysOf(value) : undefined;
  const others = keys?.filter((key) => !CAPABILITIES.has(key)) ?? [];
  if (others.length === 0) return;
  module.note(
    property,
    `the capabilities ${others.join(", ")}`,
    "they are left out; Mortise declares what is registered, and extensions by server.extend",
  );
}

/** The members of a server that Mortise needs no code for. */
const GONE: ReadonlyMap<string, string> = new Map([
  [
    "onerror",
    "Mortise logs errors to standard error by itself; give `log` to createServer to have them",
  ],
  ["sendToolListChanged", "Mortise notifies clients of changes by itself"],
  ["sendResourceListChanged", "Mortise notifies clients of changes by itself"],
  ["sendPromptListChanged", "Mortise notifies clients of changes by itself"],
  ["registerCapabilities", "Mortise declares what is registered by itself"],
]);

const LEFT: ReadonlyMap<string, string> = new Map([
  ["oninitialized", "there is no such moment without sessions; read ctx.client in handlers"],
  ["onclose", "give `onClose` to serve"],
  ["getClientVersion", "read ctx.client.info in a handler"],
  ["getClientCapabilities", "read ctx.client.capabilities in a handler"],
  ["sendLoggingMessage", "log by ctx.log in a handler; outside of requests no client receives it"],
  ["notification", "send notifications by ctx of a handler"],
  ["request", "ask by ctx of a handler: elicit, sample, roots"],
  ["elicitInput", "ask by ctx.elicit in a handler"],
  ["createMessage", "ask by ctx.sample in a handler"],
  ["listRoots", "ask by ctx.roots() in a handler"],
  ["setNotificationHandler", "Mortise does not hand on notifications of clients"],
  ["fallbackRequestHandler", "add methods by server.extend"],
  ["isConnected", "one server serves all connections"],
  ["experimental", "declare `task: true` on a tool and `tasks: tasks()` on the server"],
  ["registerToolTask", "declare `task: true` on a tool and `tasks: tasks()` on the server"],
]);

/** Rewrites or lists the other members of a server. */
export function convertServerMembers(module: Module, project: Project): void {
  if (!module.sdk) return;
  for (const node of everyNode(module.file.program)) {
    if (node.type !== "MemberExpression" && node.type !== "OptionalMemberExpression") continue;
    const name = node.computed ? undefined : nameOf(node.property);
    if (name === undefined) continue;
    if (!GONE.has(name) && !LEFT.has(name) && name !== "sendResourceUpdated") continue;
    if (!isServer(module, project, node.object) || module.isDone(node)) continue;
    if (name === "sendResourceUpdated") convertUpdated(module, node.object, node);
    else if (GONE.has(name)) dropStatement(module, node, name);
    else module.shelve(node, module.textOf(node), LEFT.get(name) ?? "");
  }
}

/** Takes the low-level server out of what is left of `server.server`. */
export function convertInnerServers(module: Module, project: Project): void {
  if (!module.sdk) return;
  for (const node of everyNode(module.file.program)) {
    if (node.type !== "MemberExpression" || node.computed || nameOf(node.property) !== "server")
      continue;
    if (node.object.type !== "Identifier" || !isServer(module, project, node.object)) continue;
    const parent = module.parentOf(node);
    const isValue =
      parent?.type === "ReturnStatement" ||
      parent?.type === "CallExpression" ||
      parent?.type === "VariableDeclarator" ||
      parent?.type === "ArrowFunctionExpression";
    if (
      !isValue ||
      (parent.type === "CallExpression" && parent.callee === node) ||
      module.isGone(node)
    )
      continue;
    module.edits.remove(endOf(node.object), endOf(node));
  }
}

/** `server.server` is the server itself in Mortise. */
export function innerServer(object: Node): Node {
  const node = bare(object);
  if (node.type !== "MemberExpression" || nameOf(node.property) !== "server") return object;
  const outer = node.object;
  return outer.type === "ThisExpression" ? object : outer;
}

function convertUpdated(module: Module, object: Node, member: Node): void {
  const call = module.parentOf(member);
  const [params] = call?.type === "CallExpression" ? call.arguments : [];
  const value = params && bare(params);
  const uri =
    value?.type === "ObjectExpression"
      ? value.properties.find(
          (each) => each.type === "ObjectProperty" && nameOf(each.key) === "uri",
        )
      : undefined;
  if (!call || uri?.type !== "ObjectProperty") return;
  const awaited = module.parentOf(call);
  const place = awaited?.type === "AwaitExpression" ? awaited : call;
  module.replace(
    startOf(place),
    endOf(place),
    () => `${module.textOf(innerServer(object))}.resourceUpdated(${module.textOf(uri.value)})`,
  );
}

function dropStatement(module: Module, node: Node, name: string): void {
  const statement = module.statementOf(node);
  const advice = GONE.get(name) ?? "";
  const expression = statement?.type === "ExpressionStatement" ? statement.expression : undefined;
  const isOwn = expression !== undefined && isOnly(expression, node);
  if (!statement || !isOwn || !isInBlock(module, statement)) {
    module.left(node, module.textOf(node), advice);
    return;
  }
  module.note(node, `${module.textOf(node)}, which is left out`, advice);
  removeStatement(module, statement);
}

function isOnly(expression: Node, member: Node): boolean {
  switch (expression.type) {
    case "AssignmentExpression":
      return expression.left === member;
    case "AwaitExpression":
      return isOnly(expression.argument, member);
    case "UnaryExpression":
      return expression.operator === "void" && isOnly(expression.argument, member);
    case "CallExpression":
    case "OptionalCallExpression":
      return expression.callee === member;
    default:
      return false;
  }
}

function isInBlock(module: Module, statement: Statement): boolean {
  const parent = module.parentOf(statement);
  return parent?.type === "BlockStatement" || parent?.type === "Program";
}
