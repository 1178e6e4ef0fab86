import type { NewExpression, Node, ObjectExpression } from "@babel/types";
import type { Module } from "../module/module.ts";
import type { Project } from "../module/project.ts";
import { endOf, everyNode, startOf } from "../syntax/parse.ts";
import type { MethodCall } from "../syntax/shape.ts";
import { bare, memberOf, memberValue, methodCall, nameOf } from "../syntax/shape.ts";
import { writeCompleter } from "./completion.ts";
import { convertMembers, prependMembers } from "./definition.ts";
import { convertHandler } from "./handle.ts";
import { literalText } from "./literal-text.ts";
import { isServer } from "./server-value.ts";

/** Rewrites `registerResource` and `resource` of the SDK. */
export function convertResources(module: Module, project: Project): void {
  for (const node of everyNode(module.file.program)) {
    const call = methodCall(node);
    if (!call) continue;
    const isNew = call.name === "registerResource" && call.call.arguments.length === 4;
    const isOld = call.name === "resource" && isServer(module, project, call.object);
    if (isNew || isOld) convertResource(module, project, call);
  }
}

function convertResource(module: Module, project: Project, { call, property }: MethodCall): void {
  const [name, uri, ...rest] = call.arguments as Node[];
  const handler = rest.pop();
  const [config] = rest;
  if (!name || !uri || !handler || bare(uri).type === "ObjectExpression") return;
  module.found += 1;
  const template = findTemplate(module, project, uri);
  if (template === "unknown") {
    module.left(
      call,
      `a resource whose URI is not written out: ${module.textOf(uri)}`,
      "write server.resource(uri, { name, … }, handler), with {variables} in the URI of a template",
    );
    return;
  }
  module.converted += 1;
  module.edits.update(startOf(property), endOf(property), "resource");
  module.edits.remove(startOf(name), startOf(uri));
  const members = [
    `name: ${module.textOf(name)}`,
    ...(template ? takeTemplate(module, project, template) : []),
  ];
  writeConfig(module, project, { uri, config, members: members.join(", ") });
  convertHandler(module, project, handler, { form: template ? "template" : "uri" });
}

interface ConfigParts {
  readonly uri: Node;
  readonly config: Node | undefined;
  readonly members: string;
}

function writeConfig(
  module: Module,
  project: Project,
  { uri, config, members }: ConfigParts,
): void {
  if (!config) {
    module.edits.appendLeft(endOf(uri), `, { ${members} }`);
    return;
  }
  const object = bare(config);
  if (object.type === "ObjectExpression") {
    convertMembers(module, project, object);
    prependMembers(module, object, members);
    return;
  }
  const { node, module: owner } = project.value(module, config);
  if (node.type === "ObjectExpression") convertMembers(owner, project, node);
  module.edits.appendRight(startOf(config), `{ ${members}, ...`);
  module.edits.appendLeft(endOf(config), " }");
}

/** The template of a resource, `undefined` for the text of a URI. */
function findTemplate(
  module: Module,
  project: Project,
  uri: Node,
): NewExpression | undefined | "unknown" {
  const { module: owner, node } = project.value(module, uri);
  if (node.type === "NewExpression" && owner.sdkName(node.callee)?.name === "ResourceTemplate") {
    return owner === module ? node : "unknown";
  }
  const isText =
    /^(?:StringLiteral|TemplateLiteral|BinaryExpression|Identifier|MemberExpression|CallExpression)$/;
  return isText.test(node.type) ? undefined : "unknown";
}

/** Leaves the URI of a template alone in its place, and returns its other parts as members. */
function takeTemplate(module: Module, project: Project, template: NewExpression): string[] {
  const [uri, callbacks] = template.arguments as Node[];
  if (!uri) return [];
  module.consume(template.callee);
  module.edits.remove(startOf(template), startOf(uri));
  module.edits.remove(endOf(uri), endOf(template));
  // The variables of a template are found in the type of its URI.
  const text = uri.type === "StringLiteral" ? undefined : literalText(module, project, uri);
  if (module.isTyped && text !== undefined) {
    module.edits.appendLeft(endOf(uri), ` as ${JSON.stringify(text)}`);
  }
  const object = callbacks && bare(callbacks);
  if (object?.type !== "ObjectExpression") return [];
  return [...writeList(module, object), ...writeComplete(module, object)];
}

function writeList(module: Module, callbacks: ObjectExpression): string[] {
  const member = memberOf(callbacks, "list");
  if (!member) return [];
  if (member.type === "ObjectMethod") {
    module.note(
      member,
      "a list that is a method",
      "write it as list: async (ctx) => […] of the definition",
    );
    return [];
  }
  const list = bare(member.value);
  if (list.type === "Identifier" && list.name === "undefined") return [];
  return [
    `list: async (ctx) => (await (${module.textOf(list)})(${takesContext(list) ? "ctx" : ""})).resources`,
  ];
}

function takesContext(list: Node): boolean {
  return !("params" in list) || (Array.isArray(list.params) && list.params.length > 0);
}

function writeComplete(module: Module, callbacks: ObjectExpression): string[] {
  const complete = memberValue(callbacks, "complete");
  const object = complete && bare(complete);
  if (object?.type !== "ObjectExpression") return [];
  const completers = object.properties.flatMap((property) => {
    if (property.type !== "ObjectProperty") return [];
    const key = nameOf(property.key);
    return key === undefined
      ? []
      : [`${JSON.stringify(key)}: ${writeCompleter(module, property.value)}`];
  });
  const names = completers.map((each) => each.replace(/^"([A-Za-z_$][\w$]*)":/, "$1:"));
  return names.length > 0 ? [`complete: { ${names.join(", ")} }`] : [];
}
