import type { StandardIssue } from "@mortise/protocol";
import { readWrittenResult } from "../content/written-result.ts";
import type { CompiledSchema } from "../schema/compile-schema.ts";
import { describeIssues, toIssues } from "../schema/issue.ts";
import type { JsonValue } from "../schema/json-value.ts";
import { whenSettled } from "../schema/when-settled.ts";
import { checkWrittenForm } from "../schema/written-form.ts";
import type { CompiledTool } from "./compile-tool.ts";
import { refuseResult, toResultJson } from "./refuse-result.ts";

/** A tool that declares its output. */
export interface Declaring {
  readonly tool: CompiledTool;
  readonly output: CompiledSchema;
}

/** The structured content that goes out, or the issues of the one that was given. */
export type Checked =
  | { readonly value: unknown; readonly issues?: undefined }
  | { readonly issues: readonly StandardIssue[] };

/**
 * Checks structured content by the schema that the tool declares, as it will be written.
 *
 * A schema of a library sees the value that the handler gave, and its JSON form if it does not fit;
 * plain JSON Schema sees the JSON form alone.
 *
 * @throws ToolError for what is no JSON.
 */
export function checkOutput(declaring: Declaring, given: unknown): Checked | Promise<Checked> {
  const { tool, output } = declaring;
  if (output.isPlain) {
    return whenSettled(toResultJson(tool, given), ({ value }) => output.validate(value));
  }
  return whenSettled(output.validate(given), (checked) => {
    if (checked.issues) return checkForm(declaring, given, checked.issues);
    return whenSettled(toResultJson(tool, checked.value), (json) => checkChanged(output, json));
  });
}

/** A value that JSON writes as it is needs no second look. */
function checkChanged(output: CompiledSchema, json: JsonValue): Checked | Promise<Checked> {
  return json.isChanged ? checkWrittenForm(output, json.value) : json;
}

/** Checks the JSON form of a value that does not fit as it was given, such as a date for a text. */
function checkForm(
  { tool, output }: Declaring,
  given: unknown,
  issues: readonly StandardIssue[],
): Checked | Promise<Checked> {
  return whenSettled(toResultJson(tool, given), (form) => {
    if (!form.isChanged) return { issues };
    return whenSettled(output.validate(form.value), (checked) => {
      if (checked.issues) return checked;
      return whenSettled(toResultJson(tool, checked.value), (json) => checkChanged(output, json));
    });
  });
}

/** Refuses structured content that breaks the output schema, with how a result is given whole. */
export function refuseOutput(
  tool: CompiledTool,
  given: unknown,
  found: readonly StandardIssue[],
): never {
  const issues = toIssues(found);
  const reason = `that breaks its own output schema: ${describeIssues(issues)}${adviseOn(given)}`;
  throw refuseResult(tool, reason, { data: { issues } });
}

function adviseOn(given: unknown): string {
  if (given === undefined)
    return "; it gave no value: use result({ content, structured }) for both";
  if (!readWrittenResult(given)) return "";
  return "; it looks like a result as it is sent: use result({ content, structured })";
}
