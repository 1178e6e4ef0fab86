import type { Node, ObjectExpression, ObjectMethod, ObjectProperty } from "@babel/types";
import type { Module } from "../module/module.ts";
import type { Located, Project } from "../module/project.ts";
import { endOf, startOf } from "../syntax/parse.ts";
import type { MethodCall } from "../syntax/shape.ts";
import { bare, memberOf, memberValue, nameOf } from "../syntax/shape.ts";
import { makeSchema } from "./schema.ts";

/** The names that members of a definition have in Mortise. */
const RENAMED: ReadonlyMap<string, string> = new Map([
  ["inputSchema", "input"],
  ["argsSchema", "input"],
  ["outputSchema", "output"],
  ["_meta", "meta"],
]);

const SCHEMAS: ReadonlySet<string> = new Set(["inputSchema", "argsSchema", "outputSchema"]);

const UNKNOWN: ReadonlyMap<string, string> = new Map([
  ["execution", "declare `task: true` on the tool and `tasks: tasks()` on the server"],
]);

/** A definition that is written out, here or as a constant. */
interface Definition extends Located {
  readonly node: ObjectExpression;
}

/**
 * Makes `registerTool` or `registerPrompt` the method `noun`, and returns the definition that it is given. A call whose
 * definition is not written out stays as it is, and is reported.
 */
export function openRegistration(
  module: Module,
  project: Project,
  { call, name, property }: MethodCall,
  noun: "tool" | "prompt",
): Definition | undefined {
  module.found += 1;
  const config = call.arguments[1] as Node;
  const { module: owner, node } = project.value(module, config);
  if (node.type !== "ObjectExpression") {
    module.left(
      call,
      `${name} with a definition that is not written out: ${module.textOf(config)}`,
      `write server.${noun}(name, { description, input, … }, handler) with its members`,
    );
    return undefined;
  }
  module.converted += 1;
  module.edits.update(startOf(property), endOf(property), noun);
  return { module: owner, node };
}

/** Gives the members of a definition the names and schemas that Mortise has for them. */
export function convertMembers(module: Module, project: Project, object: ObjectExpression): void {
  if (module.isDone(object)) return;
  module.markDone(object);
  for (const property of object.properties) {
    if (property.type === "SpreadElement" || property.computed) continue;
    const name = nameOf(property.key) ?? "";
    const renamed = RENAMED.get(name);
    if (UNKNOWN.has(name)) {
      module.left(property, `the member ${name} of a definition`, UNKNOWN.get(name) ?? "");
      continue;
    }
    if (renamed === undefined || property.type !== "ObjectProperty") continue;
    if (isUndefined(property.value)) {
      removeMember(module, property);
      continue;
    }
    if (property.shorthand) module.edits.appendRight(startOf(property), `${renamed}: `);
    else module.edits.update(startOf(property.key), endOf(property.key), renamed);
    if (SCHEMAS.has(name)) makeSchema(module, project, property.value);
  }
}

function isUndefined(node: Node): boolean {
  return node.type === "Identifier" && node.name === "undefined";
}

/** Takes a member out of an object, with its comma. */
function removeMember(module: Module, property: ObjectProperty | ObjectMethod): void {
  const end = endOf(property);
  const after = /^\s*,[ \t]*\n?/.exec(module.text.slice(end))?.[0].length ?? 0;
  module.edits.remove(startOf(property), end + after);
}

/** Puts members at the beginning of an object that is written out. */
export function prependMembers(module: Module, object: ObjectExpression, members: string): void {
  const [first] = object.properties;
  if (!first) {
    module.edits.appendLeft(startOf(object) + 1, ` ${members} `);
    return;
  }
  const between = module.text.slice(startOf(object) + 1, startOf(first));
  const indent = between.includes("\n") ? between.slice(between.lastIndexOf("\n")) : " ";
  module.edits.appendLeft(startOf(object) + 1, `${indent}${members},`);
}

/**
 * Makes sure that a tool has a description, without which Mortise refuses it: its title, or its name.
 */
export function describeTool(
  module: Module,
  definition: Located & { readonly node: ObjectExpression },
  name: Node,
): void {
  const { node, module: owner } = definition;
  if (memberOf(node, "description")) return;
  if (node.properties.some(({ type }) => type === "SpreadElement")) return;
  const title = memberValue(node, "title");
  const text = title ? owner.textOf(title) : owner === module ? module.textOf(name) : undefined;
  if (text === undefined) return;
  prependMembers(owner, node, `description: ${text}`);
  owner.note(
    node,
    "a tool without a description",
    "it has its title or its name for one; say what it does",
  );
}

/** Returns whether an object is a definition of Mortise rather than a record of schemas. */
export function isMortiseDefinition(module: Module, node: Node | undefined): boolean {
  const object = node && bare(node);
  if (object?.type !== "ObjectExpression") return false;
  const members = ["description", "input", "output", "annotations", "name", "title", "mimeType"];
  return object.properties.some(
    (property) =>
      property.type === "ObjectProperty" &&
      members.includes(nameOf(property.key) ?? "") &&
      !/^(?:\w+\.)?z\.|^completable\(|Schema/.test(module.textOf(property.value)),
  );
}
