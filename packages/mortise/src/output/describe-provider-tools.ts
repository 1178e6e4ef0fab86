import type { ProviderTool } from "@mortise/agent";
import { color } from "./color.ts";
import { toLine } from "./printable.ts";

/** Formats the tools of a server as a provider is offered them, with the changes made for it. */
export function describeProviderTools(tools: readonly ProviderTool[], provider: string): string {
  if (!tools.length) return `${color.dim("This server has no tools.")}\n`;
  const offered = tools.filter(({ leftOut }) => leftOut === undefined);
  const changed = offered.filter(({ changes }) => changes.length > 0);
  const counts = `${offered.length} of ${tools.length} offered, ${changed.length} of them changed`;
  return [
    `${color.bold(`Tools for ${provider}`)} ${color.dim(counts)}\n`,
    ...tools.flatMap(describeTool),
    "",
  ].join("\n");
}

function describeTool({ tool, name, changes, leftOut }: ProviderTool): string[] {
  const head = `  ${color.cyan(toLine(name))}`;
  if (leftOut !== undefined)
    return [`  ${color.cyan(toLine(tool))}  ${color.yellow(`left out: ${toLine(leftOut)}`)}`];
  return [
    head,
    ...changes.map(({ rule, path, message }) => {
      const place = path === "" ? "" : `${toLine(path)} `;
      return `    ${place}${toLine(message)} ${color.dim(`(${rule})`)}`;
    }),
  ];
}
