import type { JsonSchema, StandardIssue } from "@mortise/protocol";
import { nearest, ToolError } from "@mortise/protocol";
import { sentArguments, toSentIssues } from "../request/translated.ts";
import type { Issue } from "../schema/issue.ts";
import { describeIssues } from "../schema/issue.ts";
import type { ToolCall } from "./tool-call.ts";

/** Unknown arguments that an error names, and characters of their names. */
const MAX_UNKNOWN = 5;
const MAX_NAME = 200;

/**
 * Refuses arguments that do not fit, in the client's words.
 *
 * @throws ToolError `invalid_arguments` that a model can act on; an `Error` to be masked if only
 * arguments that the client does not see do not fit.
 */
export function refuseArguments(call: ToolCall, found: readonly StandardIssue[]): never {
  const { request, entry } = call;
  const { schema, given } = sentArguments(request, {
    schema: entry.listed.inputSchema,
    given: call.rawArguments,
  });
  const sent = toSentIssues(request, found);
  // Strict schemas name them as well.
  const unknown = findUnknownArguments(schema, given).filter(
    ({ path }) => !sent.some(({ message }) => message.includes(JSON.stringify(path))),
  );
  // A missing argument is often there under another name, so that name is read first.
  const issues = [...unknown, ...sent];
  throw new ToolError(`Invalid arguments for ${call.shownName}: ${describeIssues(issues)}`, {
    code: "invalid_arguments",
    data: { issues },
  });
}

/** Lists arguments that the tool does not have: often a missing one under another name. */
function findUnknownArguments(schema: JsonSchema, given: unknown): Issue[] {
  const { properties: known, additionalProperties = false, patternProperties } = schema;
  const isOpen = additionalProperties !== false || patternProperties !== undefined;
  if (isOpen || typeof known !== "object" || known === null) return [];
  if (typeof given !== "object" || given === null) return [];
  const names = Object.keys(known);
  return Object.keys(given)
    .filter((name) => !names.includes(name))
    .slice(0, MAX_UNKNOWN)
    .map((name) => ({ path: name.slice(0, MAX_NAME), message: describeUnknown(name, names) }));
}

function describeUnknown(name: string, names: readonly string[]): string {
  // A longer name is no misspelling, and comparing it takes long.
  const meant = name.length > MAX_NAME ? undefined : nearest(name, names);
  if (meant !== undefined) return `no such argument (did you mean ${meant}?)`;
  if (names.length === 0) return "no such argument; the tool takes none";
  return `no such argument; the tool has ${names.join(", ")}`;
}
