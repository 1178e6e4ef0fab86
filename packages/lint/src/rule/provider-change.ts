import { escapePointer } from "../text/every-text.ts";
import type { Fault, Rule } from "./rule.ts";
import { toolSubject } from "./rule.ts";

/** A schema that a provider refuses, or takes only after a change. */
export const providerChange: Rule = {
  id: "provider-change",
  severity: "warning",
  about:
    "An input schema that a provider refuses as it is; in hosts that pass it on the whole request fails.",
  *check({ views }) {
    const faults = new Map<string, { fault: Fault; providers: string[] }>();
    for (const { label, tools } of views) {
      for (const { tool, changes, leftOut } of tools) {
        const problems = leftOut === undefined ? changes.filter(isOfSchema) : [leftOut];
        for (const problem of problems) {
          const key = `${escapePointer(tool)}/${problem}`;
          const known = faults.get(key) ?? {
            fault: toFault(tool, problem, leftOut !== undefined),
            providers: [],
          };
          known.providers.push(label);
          faults.set(key, known);
        }
      }
    }
    const all = views.length;
    for (const { fault, providers } of faults.values()) {
      yield { ...fault, affects: providers.length === all ? [] : providers };
    }
  },
};

/** Names and descriptions have rules of their own. */
function isOfSchema(change: string): boolean {
  return !/^(?:the name |has a description of )/.test(change);
}

function toFault(tool: string, problem: string, isLeftOut: boolean): Fault {
  if (isLeftOut) {
    return {
      subject: toolSubject(tool),
      pointer: "/inputSchema",
      severity: "error",
      message: `The tool cannot be offered: ${problem}.`,
      fix: "Make the input schema one of an object, in JSON Schema 2020-12.",
    };
  }
  const [, path = "", text = ""] = /^(\/\S*)? ?(.*)$/s.exec(problem) ?? [];
  return {
    subject: toolSubject(tool),
    pointer: `/inputSchema${path}`,
    message: `The input schema is refused as it stands; an agent of Mortise changes it: ${path === "" ? "it" : path} ${text}.`,
    fix: "Write the schema without it, so that every host can pass it on.",
  };
}
