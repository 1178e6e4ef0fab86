import type { ProgramFile } from "../source/server-source.ts";
import { placeOf, toolAround } from "../source/server-source.ts";
import type { AnySyntax, SyntaxOf } from "../source/syntax.ts";
import { calledName, everySyntax, hasSpread, memberOf, nameOf } from "../source/syntax.ts";
import type { Fault, Rule } from "./rule.ts";
import { toolSubject } from "./rule.ts";

/** Packages with a `fetch` like that of the platform. */
const FETCH_PACKAGES = new Set(["undici", "node-fetch", "cross-fetch", "node-fetch-native"]);
/** Methods of axios, with the place of the settings among their arguments. */
const AXIOS: ReadonlyMap<string, number> = new Map([
  ["get", 1],
  ["delete", 1],
  ["head", 1],
  ["options", 1],
  ["request", 0],
  ["post", 2],
  ["put", 2],
  ["patch", 2],
]);

/** A request to elsewhere that may take for ever. */
export const noTimeout: Rule = {
  id: "no-timeout",
  severity: "warning",
  about:
    "A request to another service without a time limit or a signal (seen in the sources alone).",
  *check({ source }) {
    for (const file of source?.files ?? []) {
      const imports = importsOf(file.program);
      for (const syntax of everySyntax(file.program)) {
        if (syntax.type !== "CallExpression" || !isUnlimited(syntax, file, imports)) continue;
        yield describeFault(file, syntax);
      }
    }
  },
};

function describeFault(file: ProgramFile, syntax: AnySyntax): Fault {
  const tool = toolAround(file, syntax);
  return {
    subject: tool === undefined ? { kind: "server" } : toolSubject(tool),
    message:
      "A request to another service has neither a time limit nor a signal, so it goes on when the service hangs and after the call has ended.",
    fix: "Pass signal: ctx.signal, which ends with the call, or AbortSignal.timeout(10_000).",
    place: placeOf(file, syntax),
  };
}

function isUnlimited(
  call: SyntaxOf<"CallExpression">,
  file: ProgramFile,
  imports: ReadonlyMap<string, string>,
): boolean {
  const { callee } = call;
  if (callee.type === "Identifier" && callee.name === "fetch") {
    const from = imports.get("fetch");
    if (from === undefined ? isBound(file.program, "fetch") : !FETCH_PACKAGES.has(from))
      return false;
    return !isRequest(call.arguments[0]) && lacks(call, 1, ["signal"]);
  }
  if (callee.type !== "MemberExpression" || callee.object.type !== "Identifier") return false;
  const settings = AXIOS.get(calledName(call) ?? "");
  if (settings === undefined || imports.get(callee.object.name) !== "axios") return false;
  return !limitsAxios(file.program) && lacks(call, settings, ["signal", "timeout"]);
}

/** Returns whether the settings are left out, or written out without any of some members. */
function lacks(
  { arguments: given }: SyntaxOf<"CallExpression">,
  at: number,
  members: readonly string[],
): boolean {
  if (given.slice(0, at + 1).some(({ type }) => type === "SpreadElement")) return false;
  const settings = given[at];
  if (settings === undefined) return true;
  if (settings.type !== "ObjectExpression" || hasSpread(settings)) return false;
  return members.every((member) => memberOf(settings, member) === undefined);
}

/** A `Request` may hold a signal. */
function isRequest(argument: AnySyntax | undefined): boolean {
  if (argument?.type === "NewExpression") return nameOf(argument.callee) === "Request";
  return argument?.type === "Identifier" && /req/i.test(argument.name);
}

function importsOf(program: AnySyntax): ReadonlyMap<string, string> {
  const imports = new Map<string, string>();
  if (program.type !== "Program") return imports;
  for (const statement of program.body) {
    if (statement.type !== "ImportDeclaration") continue;
    for (const { local } of statement.specifiers)
      imports.set(local.name, String(statement.source.value));
  }
  return imports;
}

/** Returns whether a program gives a name a meaning of its own: a variable, a function or a parameter. */
function isBound(program: AnySyntax, name: string): boolean {
  for (const syntax of everySyntax(program)) {
    const bound: (AnySyntax | null | undefined)[] = [];
    if (syntax.type === "VariableDeclarator") bound.push(syntax.id);
    if (syntax.type === "FunctionDeclaration") bound.push(syntax.id, ...syntax.params);
    if (syntax.type === "FunctionExpression" || syntax.type === "ArrowFunctionExpression")
      bound.push(...syntax.params);
    if (bound.some((pattern) => pattern && bindsName(pattern, name))) return true;
  }
  return false;
}

function bindsName(pattern: AnySyntax, name: string): boolean {
  if (pattern.type === "Identifier") return pattern.name === name;
  if (pattern.type === "AssignmentPattern") return bindsName(pattern.left, name);
  if (pattern.type === "RestElement") return bindsName(pattern.argument, name);
  if (pattern.type === "ArrayPattern")
    return pattern.elements.some((each) => each && bindsName(each, name));
  if (pattern.type !== "ObjectPattern") return false;
  return pattern.properties.some((each) =>
    bindsName(each.type === "Property" ? each.value : each, name),
  );
}

/** Returns whether a program sets a time limit for axios as a whole. */
function limitsAxios(program: AnySyntax): boolean {
  for (const syntax of everySyntax(program)) {
    if (syntax.type === "CallExpression" && calledName(syntax) === "create") {
      if (!lacks(syntax, 0, ["signal", "timeout"])) return true;
    }
    if (syntax.type === "AssignmentExpression" && syntax.left.type === "MemberExpression") {
      if (nameOf(syntax.left.property as AnySyntax) === "timeout") return true;
    }
  }
  return false;
}
