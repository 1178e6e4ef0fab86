import type { JsonSchema } from "@mortise/protocol";
import { cutText } from "../text/cut-text.ts";
import { wellFormed } from "../text/well-formed.ts";
import { restoreKeys } from "./rename-keys.ts";
import { isSchema } from "./schema-walk.ts";
import type { ToolChange } from "./tool-change.ts";
import { ToolWork, UnfitTool } from "./tool-change.ts";
import type { ToolReader } from "./tool-provider.ts";
import { DESCRIPTION_LIMITS, holdsFor, LONGEST_DESCRIPTION, TOOL_RULES } from "./tool-rule.ts";

/** Characters of an input schema that every step of a run sends again. */
export const LONGEST_SCHEMA = 200_000;

/** The parts of a tool that a provider judges, besides its name; as they came from a server. */
export interface ToolDraft {
  readonly description?: unknown;
  readonly inputSchema?: unknown;
}

/** A tool in the form that a provider takes. */
export interface FitTool {
  readonly description: string;
  readonly inputSchema: JsonSchema;
  readonly changes: readonly ToolChange[];
  /** Gives the arguments of a call the names that the server knows. */
  readonly toArguments: (
    args: Readonly<Record<string, unknown>>,
  ) => Readonly<Record<string, unknown>>;
}

/** The reason why a tool cannot be brought into a form that a provider takes. */
export interface LeftOutTool {
  readonly leftOut: string;
}

/** Brings a tool into the form that a provider takes; a tool that it takes stays as it is. */
export function adaptTool(draft: ToolDraft, reader: ToolReader): FitTool | LeftOutTool {
  const work = new ToolWork();
  try {
    const schema = TOOL_RULES.filter((rule) => holdsFor(rule, reader)).reduce(
      (before, rule) => {
        work.begin(rule.name);
        return rule.apply(before, work);
      },
      readSchema(draft.inputSchema, work),
    );
    const { length } = JSON.stringify(schema);
    if (length > LONGEST_SCHEMA) {
      return { leftOut: `its input schema has ${length} characters, more than ${LONGEST_SCHEMA}` };
    }
    const description = writeDescription(draft.description, work, reader);
    return {
      description,
      inputSchema: schema,
      changes: work.changes,
      toArguments: (args) => restoreKeys(args, schema, work.renamed),
    };
  } catch (error) {
    if (error instanceof UnfitTool) return { leftOut: error.message };
    if (error instanceof RangeError) return { leftOut: "its input schema is nested too deep" };
    throw error;
  }
}

function readSchema(schema: unknown, work: ToolWork): JsonSchema {
  if (isSchema(schema)) return wellFormed(schema);
  if (schema === undefined || schema === null || schema === true) {
    work.begin("object");
    work.note("", "is missing and becomes the schema of an object");
    return { type: "object" };
  }
  throw new UnfitTool(`its input schema is ${JSON.stringify(schema)}, which is no JSON Schema`);
}

function writeDescription(given: unknown, work: ToolWork, reader: ToolReader): string {
  const text = typeof given === "string" ? given.toWellFormed() : "";
  const remarks = work.remarks.map((remark) => `\n\n${remark}`).join("");
  const limit = DESCRIPTION_LIMITS[reader] ?? LONGEST_DESCRIPTION;
  if (text.length + remarks.length <= limit) return (text + remarks).trim();
  work.begin("description");
  work.note("", `has a description of ${text.length} characters, which is cut to ${limit}`);
  const kept = remarks.length < limit / 2 ? remarks : "";
  return `${cutText(text, limit - kept.length - 2)} …${kept}`.trim();
}
