import type { ProviderTool } from "@mortise/agent";
import type { Fault, Rule } from "./rule.ts";
import { toolSubject } from "./rule.ts";

type Change = ProviderTool["changes"][number];

/** Names and descriptions have rules of their own. */
const OTHER_RULES = new Set(["tool-name", "description"]);
/** Changes that lose nothing, and that most hosts make themselves. */
const HARMLESS = new Set(["properties", "items"]);

const FIXES: Readonly<Record<string, string>> = {
  alternatives: "Make it one object with optional properties, or one tool of each alternative.",
  references: "Put the definitions into $defs of the same schema.",
  items: "Say the schema of the items.",
  properties: "Name the properties, or say the schema of their values in additionalProperties.",
  "type-lists": "Write anyOf, with one type in each.",
  "property-names": 'Use letters, digits, "_", "." and "-", at most 64 of them.',
};
const ANY_FIX =
  "Write the schema in JSON Schema 2020-12 without it, so that every host can pass it on.";

/** A schema that a provider refuses, or takes only after a change. */
export const providerChange: Rule = {
  id: "provider-change",
  severity: "warning",
  about:
    "An input schema that a provider refuses as it is; in hosts that pass it on the whole request fails.",
  *check({ adapted }) {
    const faults = new Map<string, { readonly fault: Fault; readonly providers: string[] }>();
    for (const { label, tools } of adapted) {
      for (const tool of tools) {
        for (const fault of faultsOf(tool)) {
          const key = JSON.stringify([tool.tool, fault.pointer, fault.message]);
          const known = faults.get(key) ?? { fault, providers: [] };
          known.providers.push(label);
          faults.set(key, known);
        }
      }
    }
    for (const { fault, providers } of faults.values()) {
      yield { ...fault, affects: providers.length === adapted.length ? [] : providers };
    }
  },
};

function faultsOf({ tool, changes, leftOut }: ProviderTool): Fault[] {
  if (leftOut === undefined) return changes.filter(isFault).map((change) => toFault(tool, change));
  return [
    {
      subject: toolSubject(tool),
      pointer: "/inputSchema",
      severity: "error",
      message: `The tool cannot be offered: ${leftOut}.`,
      fix: "Make the input schema one of an object, in JSON Schema 2020-12.",
    },
  ];
}

/** A tool without arguments has a schema without properties (2026-07-28, Tools), and hosts know it. */
function isFault({ rule, path }: Change): boolean {
  return !OTHER_RULES.has(rule) && !(rule === "properties" && path === "");
}

function toFault(tool: string, { rule, path, message }: Change): Fault {
  return {
    subject: toolSubject(tool),
    pointer: `/inputSchema${path}`,
    ...(HARMLESS.has(rule) && { severity: "note" }),
    message: `The input schema is refused as it stands; an agent of Mortise changes it: ${path === "" ? "it" : path} ${message}.`,
    fix: FIXES[rule] ?? ANY_FIX,
  };
}
