import type { CallExpression, Node } from "@babel/types";
import type { Module } from "../module/module.ts";
import type { Project } from "../module/project.ts";
import { removeStatement } from "../module/remove.ts";
import { HTTP_TRANSPORTS } from "../module/sdk.ts";
import { endOf, everyNode, startOf } from "../syntax/parse.ts";
import type { MethodCall } from "../syntax/shape.ts";
import { bare, isFunction, methodCall } from "../syntax/shape.ts";
import { innerServer } from "./server.ts";
import { isServer } from "./server-value.ts";

/** Rewrites `server.connect(new StdioServerTransport())` as `serve(server)`. */
export function convertStdio(module: Module, project: Project): void {
  for (const node of everyNode(module.file.program)) {
    const call = methodCall(node);
    if (call?.name === "connect" && call.call.arguments.length === 1) {
      convertConnect(module, project, call);
    }
    if (node.type !== "CallExpression") continue;
    const name = module.sdkName(node.callee)?.name;
    if (name === "serveStdio") convertFactory(module, node, module.need("serve"));
    else if (name === "createMcpHandler") convertFactory(module, node, undefined);
    else if (name === "toNodeHandler") convertNodeHandler(module, node);
  }
}

function convertConnect(module: Module, project: Project, { call, object }: MethodCall): void {
  const [given] = call.arguments;
  if (!given || !isServer(module, project, object)) return;
  const transport = transportOf(module, project, given);
  if (transport !== "stdio") {
    addUnconnected(module, call);
    return;
  }
  module.consume(call);
  const serve = module.need("serve");
  module.replace(
    startOf(call),
    endOf(call),
    () => `${serve}(${module.textOf(innerServer(object))})`,
  );
  const declarator =
    given.type === "Identifier" ? module.bindings.resolve(given)?.source : undefined;
  if (declarator?.type === "VariableDeclarator") dropTransport(module, declarator);
}

/** A transport that is not that of stdio, outside of a route that was converted. */
function addUnconnected(module: Module, call: CallExpression): void {
  if (!module.isGone(call)) {
    module.left(
      call,
      module.textOf(call),
      "write `await serve(server)`, or mount createNodeHandler(server) for HTTP; Mortise connects no transports",
    );
  }
}

/** A transport that is connected and nothing else is not needed any more. */
function dropTransport(module: Module, declarator: Node): void {
  const binding = module.bindings.all.find(({ source }) => source === declarator);
  const declaration = module.parentOf(declarator);
  if (!binding || declaration?.type !== "VariableDeclaration") return;
  if (declaration.declarations.length > 1) return;
  const others = binding.references.filter((each) => !module.consumed.has(each));
  if (others.length === 0) removeStatement(module, declaration);
}

/** The kind of a transport; `undefined` if the file does not say it. */
function transportOf(module: Module, project: Project, given: Node): "stdio" | "http" | undefined {
  const { node, module: owner } = project.value(module, given);
  if (node.type === "NewExpression") {
    const name = owner.sdkName(node.callee)?.name ?? "";
    if (name === "StdioServerTransport") return "stdio";
    if (HTTP_TRANSPORTS.has(name)) return "http";
  }
  if (given.type !== "Identifier") return undefined;
  const source = module.bindings.resolve(given)?.source;
  if (!source) return undefined;
  // A parameter or a variable whose type says it.
  const text = module.textOf(source.type === "VariableDeclarator" ? source.id : source);
  return /StdioServerTransport/.test(text) ? "stdio" : undefined;
}

/** `serveStdio(() => server)` and `createMcpHandler(() => server)` of version 2: Mortise takes the server itself. */
function convertFactory(module: Module, call: CallExpression, called: string | undefined): void {
  const [factory] = call.arguments;
  if (!factory) return;
  const name = module.textOf(call.callee);
  dropOptions(module, call, `options of ${name}`);
  module.consume(call.callee);
  if (called === undefined) {
    module.edits.remove(startOf(call), startOf(factory));
    module.edits.remove(
      Math.max(endOf(factory), endOf(call.arguments.at(-1) ?? factory)),
      endOf(call),
    );
    module.note(call, name, "it is the server itself now, which has fetch(request) and close()");
  } else module.edits.update(startOf(call.callee), endOf(call.callee), called);
  openFactory(module, factory);
}

/** `toNodeHandler(handler)` of version 2. */
function convertNodeHandler(module: Module, call: CallExpression): void {
  dropOptions(module, call, "options of toNodeHandler");
  module.consume(call.callee);
  const name = module.need("createNodeHandler");
  module.edits.update(startOf(call.callee), endOf(call.callee), name);
}

function dropOptions(module: Module, call: CallExpression, found: string): void {
  const [first] = call.arguments;
  const last = call.arguments.at(-1);
  if (!first || !last || last === first) return;
  module.note(
    last,
    found,
    "they are left out; Mortise logs errors to standard error, or to `log` of createServer",
  );
  module.consume(last);
  module.edits.remove(endOf(first), endOf(last));
}

/** Calls a function that makes a server, in its place. */
function openFactory(module: Module, factory: Node): void {
  if (!isFunction(factory)) {
    module.edits.appendLeft(endOf(factory), "()");
    return;
  }
  const isSimple = factory.body.type !== "BlockStatement" && factory.params.length === 0;
  if (isSimple) {
    module.edits.remove(startOf(factory), startOf(factory.body));
    if (endOf(factory) > endOf(factory.body))
      module.edits.remove(endOf(factory.body), endOf(factory));
    return;
  }
  const isAsync = "async" in factory && factory.async;
  module.edits.appendRight(startOf(factory), isAsync ? "await (" : "(");
  module.edits.appendLeft(endOf(factory), ")()");
}

/** Rewrites the routes of Express that carry a server over HTTP as `app.use(path, createNodeHandler(server))`. */
export function convertRoutes(module: Module): void {
  const served = new Set<string>();
  for (const node of everyNode(module.file.program)) {
    const route = readRoute(module, node);
    if (!route) continue;
    const { call, path, handler } = route;
    const statement = module.parentOf(call);
    if (statement?.type !== "ExpressionStatement") continue;
    const key = `${module.textOf(route.object)} ${module.textOf(path)}`;
    const server = findConnected(module, handler);
    if (server === undefined) {
      const isKnown = served.has(key) || serverOfPath(module, key) !== undefined;
      if (!isKnown) continue;
      module.note(
        call,
        `the route ${route.name} ${module.textOf(path)}`,
        "it is left out; createNodeHandler answers every method at its path",
      );
      removeStatement(module, statement);
      continue;
    }
    if (served.has(key)) continue;
    served.add(key);
    module.consume(handler);
    module.drop(handler);
    const createHandler = module.need("createNodeHandler");
    module.edits.update(startOf(route.property), endOf(route.property), "use");
    module.replace(startOf(handler), endOf(handler), () => `${createHandler}(${server})`);
    module.note(
      call,
      `the route ${route.name} ${module.textOf(path)}`,
      "createNodeHandler serves one server for all sessions; other work of the route, such as reading headers, belongs in middleware before it",
    );
  }
}

/** The server that some other route of the same path connects. */
function serverOfPath(module: Module, key: string): string | undefined {
  for (const node of everyNode(module.file.program)) {
    const route = readRoute(module, node);
    if (!route || `${module.textOf(route.object)} ${module.textOf(route.path)}` !== key) continue;
    const server = findConnected(module, route.handler);
    if (server !== undefined) return server;
  }
  return undefined;
}

interface Route extends MethodCall {
  readonly path: Node;
  readonly handler: Node;
}

function readRoute(module: Module, node: Node): Route | undefined {
  const call = methodCall(node);
  if (!call || !/^(?:all|post|get|delete|use)$/.test(call.name)) return undefined;
  const [path, ...rest] = call.call.arguments;
  const handler = rest.at(-1);
  if (path?.type !== "StringLiteral" || !handler || !isFunction(handler)) return undefined;
  const isOfTransport = /\.handle(?:Request|PostMessage)\(|(?:StreamableHTTP|SSE)ServerTransport\b/;
  if (!isOfTransport.test(module.textOf(handler))) return undefined;
  return { ...call, path, handler };
}

/** The server that a route connects: a name outside of it, or the call that makes one for it. */
function findConnected(module: Module, handler: Node): string | undefined {
  for (const node of everyNode(handler)) {
    const call = methodCall(node);
    if (call?.name !== "connect") continue;
    const server = innerServer(call.object);
    if (server.type !== "Identifier") return module.textOf(server);
    const source = module.bindings.resolve(server)?.source;
    if (source?.type !== "VariableDeclarator") return server.name;
    const isInside = startOf(source) >= startOf(handler) && endOf(source) <= endOf(handler);
    if (!isInside) return server.name;
    const made = source.init && bare(source.init);
    if (source.id.type !== "Identifier" || made?.type !== "CallExpression") return undefined;
    return made.arguments.length === 0 ? module.textOf(made) : undefined;
  }
  return undefined;
}
