import type { Implementation, Prompt, Resource, ResourceTemplate, Tool } from "@mortise/protocol";
import { color } from "./color.ts";
import { describeParameters } from "./describe-parameters.ts";
import { toLine, toName } from "./printable.ts";
import { outputWidth, wrap } from "./wrap.ts";

/** The catalogue of a server. */
export interface CatalogueView {
  readonly server: Implementation | undefined;
  readonly revision: string;
  readonly instructions: string | undefined;
  readonly tools: readonly Tool[];
  readonly resources: readonly Resource[];
  readonly resourceTemplates: readonly ResourceTemplate[];
  readonly prompts: readonly Prompt[];
}

interface Row {
  readonly name: string;
  readonly text: string | undefined;
  readonly note?: string;
}

const MAX_NAME_WIDTH = 32;

/** Formats the catalogue of a server as a table. */
export function describeCatalogue(catalogue: CatalogueView): string {
  const { server, revision, tools, resources, resourceTemplates, prompts } = catalogue;
  const name = toLine(`${server?.title ?? server?.name ?? "server"} ${server?.version ?? ""}`);
  const sections = [
    describeSection("Tools", tools.map(toToolRow)),
    describeSection(
      "Resources",
      resources.map((resource) => toRow(resource.uri, resource)),
    ),
    describeSection(
      "Templates",
      resourceTemplates.map((template) => toRow(template.uriTemplate, template)),
    ),
    describeSection("Prompts", prompts.map(toPromptRow)),
  ].filter((section) => section !== "");
  const head = `${color.bold(name)}  ${color.dim(`MCP ${toLine(revision)}`)}\n`;
  const body = sections.length > 0 ? sections : [color.dim("This server offers nothing yet.\n")];
  return [head, ...body].join("\n");
}

function toToolRow({ name, title, description, inputSchema, annotations }: Tool): Row {
  const marks = annotations?.readOnlyHint ? ["read-only"] : [];
  const parameters = describeParameters(inputSchema);
  const note = [parameters, ...marks].filter((part) => part !== "").join("  · ");
  return { name, text: description ?? title, note };
}

function toPromptRow({ name, title, description, arguments: parameters = [] }: Prompt): Row {
  const note = parameters.map((one) => (one.required ? one.name : `${one.name}?`)).join(", ");
  return { name, text: description ?? title, note };
}

function toRow(name: string, item: Resource | ResourceTemplate): Row {
  return { name, text: item.description ?? item.title ?? item.name, note: item.mimeType ?? "" };
}

function describeSection(title: string, rows: readonly Row[]): string {
  if (rows.length === 0) return "";
  const names = rows.map(({ name }) => toName(name).length);
  const width = Math.min(MAX_NAME_WIDTH, Math.max(...names));
  const heading = `${color.bold(title)} ${color.dim(String(rows.length))}`;
  return `${[heading, ...rows.flatMap((row) => describeRow(row, width))].join("\n")}\n`;
}

function describeRow({ name, text, note = "" }: Row, width: number): string[] {
  const shown = toName(name);
  const indent = " ".repeat(width + 4);
  const room = Math.max(20, outputWidth() - indent.length);
  const lines = text === undefined ? [] : wrap(toLine(text), room);
  if (note !== "") lines.push(...wrap(toLine(note), room).map((line) => color.dim(line)));
  const head = `  ${color.cyan(shown)}`;
  if (shown.length > width) return [head, ...lines.map((line) => indent + line)];
  const [first = "", ...rest] = lines;
  const gap = " ".repeat(width - shown.length + 2);
  return [`${head}${gap}${first}`.trimEnd(), ...rest.map((line) => indent + line)];
}
