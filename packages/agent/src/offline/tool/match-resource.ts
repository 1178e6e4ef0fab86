import { subjectWords } from "../language/tokenize.ts";
import { GENERIC_VERBS } from "../language/vocabulary.ts";
import type { ToolProfile } from "./tool-profile.ts";

/** A call of the tool that reads resources. */
export interface ResourceCall {
  readonly tool: ToolProfile;
  readonly args: Readonly<Record<string, unknown>>;
}

/** The name of the agent's own tool that reads a resource and lists those it knows. */
const READER = "read_resource";
const LISTED = /^- (\S+): (\S+) \((.*?)\)(?:: (.*))?$/gm;

/** Finds the call that reads the resource a clause asks for, by its title or its description. */
export function matchResource(
  clause: string,
  tools: readonly ToolProfile[],
): ResourceCall | undefined {
  const tool = tools.find(({ name }) => name === READER);
  const asked = tellingWords(clause);
  if (tool === undefined || asked.length < 2) return undefined;
  const list = tool.parameters["uri"]?.description ?? "";
  const nouns = new Set(tools.filter((other) => other !== tool).flatMap((each) => [...each.nouns]));
  for (const [, server, uri, title = "", about = ""] of list.matchAll(LISTED)) {
    const words = new Set(tellingWords(`${title} ${about}`));
    // Words that tools are about too, such as "customer", do not speak for a resource alone.
    const hasOwnWord = asked.some((word) => words.has(word) && !nouns.has(word));
    if (hasOwnWord && asked.every((word) => words.has(word))) {
      return { tool, args: { server, uri } };
    }
  }
  return undefined;
}

function tellingWords(text: string): string[] {
  return subjectWords(text).filter((word) => !GENERIC_VERBS.has(word));
}
