import type { OptionNames, SubscriptionFilter } from "@mortise/protocol";
import { checkSpelling, MortiseError } from "@mortise/protocol";

const NAMES: OptionNames<SubscriptionFilter> = {
  toolsListChanged: true,
  promptsListChanged: true,
  resourcesListChanged: true,
  resourceSubscriptions: true,
};

/**
 * Refuses a filter that would wait for nothing: a misspelt member, or one of the wrong type. Members
 * of extensions are accepted.
 *
 * @throws MortiseError `INVALID_OPTION`.
 */
export function checkFilter(filter: unknown): asserts filter is SubscriptionFilter {
  if (typeof filter !== "object" || filter === null || Array.isArray(filter)) {
    throw invalid(
      "listen takes the changes to wait for, such as { toolsListChanged: true } or { resourceSubscriptions: [uri] }",
    );
  }
  checkSpelling("The filter of listen", filter, NAMES);
  const { resourceSubscriptions: uris, ...changes } = filter as Record<string, unknown>;
  if (uris !== undefined && !(Array.isArray(uris) && uris.every(isText))) {
    throw invalid("resourceSubscriptions takes a list of URIs, such as [uri]");
  }
  for (const [name, value] of Object.entries(changes)) {
    if (!(name in NAMES) || value === undefined || typeof value === "boolean") continue;
    throw invalid(`${name} of the filter of listen is true or false, not ${JSON.stringify(value)}`);
  }
}

function isText(value: unknown): value is string {
  return typeof value === "string";
}

function invalid(message: string): MortiseError {
  return new MortiseError("INVALID_OPTION", message);
}
