import { quote } from "../text/quote.ts";
import { wordsOf } from "../text/words.ts";
import { isObject } from "../view/parameter.ts";
import type { Rule } from "./rule.ts";
import { toolSubject } from "./rule.ts";

/** Verbs that change something, whatever follows. */
const WRITES = new Set([
  "delete",
  "remove",
  "drop",
  "update",
  "write",
  "insert",
  "rename",
  "edit",
  "move",
  "deactivate",
]);
const READS = new Set([
  "get",
  "list",
  "read",
  "search",
  "find",
  "describe",
  "show",
  "fetch",
  "lookup",
]);

/** A tool without hints, which hosts treat as one that destroys. */
export const noAnnotations: Rule = {
  id: "no-annotations",
  severity: "warning",
  about: "A tool without the hints by which hosts decide whether to ask the user.",
  *check({ tools }) {
    for (const { name, annotations } of tools) {
      const hints = isObject(annotations) ? annotations : {};
      if (
        typeof hints["readOnlyHint"] === "boolean" ||
        typeof hints["destructiveHint"] === "boolean"
      )
        continue;
      const reads = READS.has(wordsOf(name)[0] ?? "");
      yield {
        subject: toolSubject(name),
        pointer: "/annotations",
        message:
          "Without readOnlyHint the tool counts as one that changes things and destroys (the defaults of MCP), so hosts ask before each call.",
        fix: reads
          ? "Add annotations: { readOnlyHint: true } if it only reads."
          : "Add annotations: { readOnlyHint: true } if it only reads; otherwise { readOnlyHint: false, destructiveHint: … }.",
        affects: ["ChatGPT", "Claude connectors", "Microsoft 365 Copilot"],
      };
    }
  },
};

/** Hints that contradict each other or the name. */
export const wrongAnnotations: Rule = {
  id: "wrong-annotations",
  severity: "warning",
  about: "Hints that contradict each other or the name of the tool.",
  *check({ tools }) {
    for (const { name, annotations } of tools) {
      if (!isObject(annotations) || annotations["readOnlyHint"] !== true) continue;
      const subject = toolSubject(name);
      const verb = wordsOf(name)[0] ?? "";
      if (annotations["destructiveHint"] === true) {
        yield {
          subject,
          pointer: "/annotations/destructiveHint",
          message: "The tool is said to only read and to destroy.",
          fix: "Leave out destructiveHint, or set readOnlyHint to false.",
        };
      } else if (WRITES.has(verb)) {
        yield {
          subject,
          pointer: "/annotations/readOnlyHint",
          message: `The tool is said to only read, and its name begins with ${quote(verb)}; hosts would run it without asking.`,
          fix: "Set readOnlyHint to false, or give the tool a name that says what it reads.",
        };
      }
    }
  },
};
