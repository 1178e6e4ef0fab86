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
/** Characters of a description that a terminal is given; elsewhere it is written whole. */
const MAX_TEXT = 800;

/** Formats the catalogue of a server as a table of at most `width` characters a line. */
export function describeCatalogue(catalogue: CatalogueView, width: number = outputWidth()): string {
  const { server, revision, tools, resources, resourceTemplates, prompts } = catalogue;
  const name = toLine(`${server?.title ?? server?.name ?? "server"} ${server?.version ?? ""}`);
  const sections = [
    { title: "Tools", rows: tools.map(toToolRow) },
    { title: "Resources", rows: resources.map((resource) => toRow(resource.uri, resource)) },
    {
      title: "Templates",
      rows: resourceTemplates.map((template) => toRow(template.uriTemplate, template)),
    },
    { title: "Prompts", rows: prompts.map(toPromptRow) },
  ]
    .map(({ title, rows }) => describeSection(title, rows, width))
    .filter((section) => section !== "");
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

function describeSection(title: string, rows: readonly Row[], width: number): string {
  if (rows.length === 0) return "";
  const longest = rows.reduce((most, { name }) => Math.max(most, toName(name).length), 0);
  const column = Math.min(MAX_NAME_WIDTH, longest);
  const heading = `${color.bold(title)} ${color.dim(String(rows.length))}`;
  const lines = rows.flatMap((row) => describeRow(row, { column, width }));
  return `${[heading, ...lines].join("\n")}\n`;
}

/** The characters of a line, and of its column of names. */
interface Room {
  readonly column: number;
  readonly width: number;
}

function describeRow({ name, text, note = "" }: Row, { column, width }: Room): string[] {
  const shown = shorten(toName(name), width);
  const indent = " ".repeat(column + 4);
  const room = Math.max(20, width - indent.length);
  const lines = text === undefined ? [] : wrap(shorten(toLine(text), width), room);
  if (note !== "") {
    lines.push(...wrap(shorten(toLine(note), width), room).map((line) => color.dim(line)));
  }
  const head = `  ${color.cyan(shown)}`;
  if (shown.length > column) return [head, ...lines.map((line) => indent + line)];
  const [first = "", ...rest] = lines;
  const gap = " ".repeat(column - shown.length + 2);
  return [`${head}${gap}${first}`.trimEnd(), ...rest.map((line) => indent + line)];
}

/** Cuts a text of a server that would fill the terminal; lines of any length are for files and programs. */
function shorten(text: string, width: number): string {
  if (text.length <= MAX_TEXT || width === Number.POSITIVE_INFINITY) return text;
  const cut = text.slice(0, MAX_TEXT).replace(/[\ud800-\udbff]$/, "");
  return `${cut}… (${text.length} characters; --json shows all)`;
}
