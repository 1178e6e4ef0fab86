import type { Module } from "../module/module.ts";
import { endOf, startOf } from "../syntax/parse.ts";
import type { Registration } from "./registration.ts";
import { innerServer } from "./server.ts";

interface Loop {
  readonly list: Registration;
  readonly answer: Registration;
  /** The expression of the result that lists. */
  readonly listName: string;
  readonly answerName: string;
  /** The members that are listed, if all are written out. */
  readonly members: ReadonlySet<string> | undefined;
}

/** Writes the loop that registers what is listed, behind the later of its two handlers. */
export function writeLoop(module: Module, loop: Loop): void {
  const { list, answer } = loop;
  const later = startOf(list.statement) > startOf(answer.statement) ? list : answer;
  const start = startOf(later.statement);
  const indent = module.text.slice(module.text.lastIndexOf("\n", start - 1) + 1, start);
  const space = indent.trim() === "" ? indent : "";
  const lines = linesOf(module, loop).map((line) => `${space}${line}`);
  module.edits.appendRight(endOf(later.statement), `\n${lines.join("\n")}`);
}

function linesOf(module: Module, loop: Loop): string[] {
  switch (loop.list.method) {
    case "tools/list":
      return toolLines(module, loop);
    case "prompts/list":
      return forwardLines(module, loop, { noun: "prompt", listed: "prompts" });
    case "resources/list":
      return forwardLines(module, loop, { noun: "resource", listed: "resources" });
    default:
      return forwardLines(module, loop, { noun: "resourceTemplate", listed: "resourceTemplates" });
  }
}

/** The members of a tool as it is listed, and what they are in a definition. */
const MEMBERS: readonly (readonly [listed: string, defined: string])[] = [
  ["title", "title"],
  ["outputSchema", "output"],
  ["annotations", "annotations"],
  ["icons", "icons"],
  ["_meta", "meta"],
];

function toolLines(module: Module, { list, listName, answerName, members }: Loop): string[] {
  const server = module.textOf(innerServer(list.object));
  const tool = "tool";
  const has = (name: string): boolean => members === undefined || members.has(name);
  const optional = MEMBERS.filter(([listed]) => has(listed));
  // Without all members in sight, those that a tool may have are read through the type of tools.
  const type =
    module.isTyped && members === undefined ? ` as ${module.need("Tool", "type")}[]` : "";
  if (members !== undefined && !members.has("description")) {
    module.note(
      list.call,
      "tools without a description",
      "they have their names for one; say what they do",
    );
  }
  const description = has("description") ? `${tool}.description ?? ${tool}.name` : `${tool}.name`;
  return [
    `for (const ${tool} of ${listName}.tools${type}) {`,
    `  ${server}.tool(`,
    `    ${tool}.name,`,
    "    {",
    `      description: ${description},`,
    `      input: ${tool}.inputSchema,`,
    ...optional.map(
      ([listed, defined]) => `      ...(${tool}.${listed} && { ${defined}: ${tool}.${listed} }),`,
    ),
    "    },",
    `    (args${module.isTyped ? ": Record<string, unknown>" : ""}, ctx) =>`,
    `      ${answerName}({ params: { name: ${tool}.name, arguments: args, _meta: ctx.request.meta } }${takesContext(module, answerName) ? ", ctx" : ""}),`,
    "  );",
    "}",
  ];
}

function takesContext(module: Module, name: string): boolean {
  return module.withContext.has(name);
}

interface ForwardForm {
  readonly noun: "resource" | "resourceTemplate" | "prompt";
  readonly listed: string;
}

function forwardLines(
  module: Module,
  { list, listName, answerName }: Loop,
  { noun, listed }: ForwardForm,
): string[] {
  const server = module.textOf(innerServer(list.object));
  const item = noun === "resourceTemplate" ? "template" : noun;
  const as = (type: string): string => (module.isTyped ? ` as ${type}` : "");
  const params = {
    resource: `uri: ${item}.uri`,
    resourceTemplate: 'uri: String(params["uri"])',
    prompt: `name: ${item}.name, arguments: params["arguments"]${as("Record<string, string>")}`,
  }[noun];
  const given = noun === "resource" ? "" : "{ params }";
  return [
    `for (const ${item} of ${listName}.${listed}) {`,
    `  ${server}.forward("${noun}", ${item}, async (${given}) => ({`,
    `    ...(await ${answerName}({ params: { ${params} } })),`,
    "  }));",
    "}",
  ];
}
