import { ToolError } from "mortise";

/**
 * Returns a part that Jira's answer must have.
 *
 * @throws ToolError `upstream_error` if it is absent: "no tickets" would be read as an answer.
 */
export function answerPart<Part>(part: Part | null | undefined, name: string): Part {
  if (part !== undefined && part !== null && part !== "") return part;
  throw new ToolError(
    `Jira answered without ${name}. The operator should check that JIRA_HOST is a Jira Cloud site and no proxy stands before it.`,
    { code: "upstream_error" },
  );
}
