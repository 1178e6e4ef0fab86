import type { JsonObject, Tool } from "@mortise/protocol";
import { readToolUi } from "../view/tool-ui.ts";

export type ListedTool = Tool & JsonObject;

/** The tools whose name, title or description holds every word of the filter, best first. */
export function filterTools(tools: readonly ListedTool[], filter: string): readonly ListedTool[] {
  const words = filter.toLowerCase().split(/\s+/u).filter(Boolean);
  if (words.length === 0) return tools;
  const [first = ""] = words;
  const found = tools.filter((tool) => {
    const name = tool.name.toLowerCase();
    return words.every(
      (word) =>
        name.includes(word) ||
        tool.title?.toLowerCase().includes(word) === true ||
        tool.description?.toLowerCase().includes(word) === true,
    );
  });
  const rank = ({ name }: ListedTool): number => {
    const at = name.toLowerCase().indexOf(first);
    return at === 0 ? 0 : at > 0 ? 1 : 2;
  };
  return found.toSorted((one, other) => rank(one) - rank(other));
}

/** A mark of a tool: its hints as the server gives them. */
export interface ToolMark {
  readonly text: string;
  readonly title: string;
  readonly tone: "plain" | "ok" | "warn" | "bad" | "accent" | "note";
}

export function listMarks(tool: ListedTool): readonly ToolMark[] {
  const { readOnlyHint, destructiveHint, openWorldHint, idempotentHint } = tool.annotations ?? {};
  const { uri, isForModel } = readToolUi(tool);
  const marks: ToolMark[] = [];
  if (uri !== undefined) marks.push({ text: "app", title: `It has a view, ${uri}.`, tone: "note" });
  if (!isForModel) {
    marks.push({
      text: "app only",
      title: "Views may call it; models do not see it.",
      tone: "warn",
    });
  }
  if (readOnlyHint === true) {
    marks.push({ text: "read-only", title: "It changes nothing.", tone: "ok" });
  }
  if (destructiveHint === true && readOnlyHint !== true) {
    marks.push({ text: "destructive", title: "It may destroy things.", tone: "bad" });
  }
  if (openWorldHint === true) {
    marks.push({ text: "open-world", title: "It reaches beyond the server.", tone: "warn" });
  }
  if (idempotentHint === true) {
    marks.push({ text: "idempotent", title: "A second call changes nothing more.", tone: "plain" });
  }
  if (tool.outputSchema !== undefined) {
    marks.push({ text: "→{}", title: "It declares an output schema.", tone: "accent" });
  }
  return marks;
}
