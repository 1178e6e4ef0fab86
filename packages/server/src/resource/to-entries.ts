import { ToolError } from "@mortise/protocol";
import { describeValue } from "../schema/describe-value.ts";
import { NotJson, toJsonValue } from "../schema/json-value.ts";
import type { ResourceEntry } from "./resource.ts";

/**
 * Reads the resources that the `list` of a template returned: a list of entries or of URIs, or
 * `{ resources }` as it is sent.
 *
 * @throws the value itself if it is an error; ToolError for any other value.
 */
export async function toEntries(where: string, given: unknown): Promise<readonly ResourceEntry[]> {
  if (given instanceof Error) throw given;
  const value = await toJson(where, given);
  const list = isResult(value) ? value.resources : value;
  if (!Array.isArray(list)) {
    throw refuse(where, `${describeValue(list)}, not a list of resources; return [] for none`);
  }
  return list.map((entry: unknown) => {
    if (typeof entry === "string") return { uri: entry };
    if (isEntry(entry)) return entry;
    throw refuse(
      where,
      `a list with ${describeValue(entry)} without a uri; return [{ uri, name }]`,
    );
  });
}

async function toJson(where: string, given: unknown): Promise<unknown> {
  try {
    return (await toJsonValue(given)).value;
  } catch (error) {
    if (!(error instanceof NotJson)) throw error;
    throw refuse(where, `a value that is no JSON: ${error.message}`);
  }
}

function isResult(value: unknown): value is { readonly resources: unknown } {
  return typeof value === "object" && value !== null && "resources" in value;
}

function isEntry(value: unknown): value is ResourceEntry {
  return (
    typeof value === "object" && value !== null && "uri" in value && typeof value.uri === "string"
  );
}

function refuse(where: string, found: string): ToolError {
  return new ToolError(`${where} gave ${found}`, { code: "invalid_output" });
}
