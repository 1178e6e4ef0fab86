import { isObject } from "../view/parameter.ts";
import type { Rule } from "./rule.ts";
import { toolSubject } from "./rule.ts";

/** A tool whose results nothing describes. */
export const noOutputSchema: Rule = {
  id: "no-output-schema",
  severity: "note",
  about: "A tool without an output schema.",
  *check({ tools }) {
    for (const { name, outputSchema } of tools) {
      if (isObject(outputSchema)) continue;
      yield {
        subject: toolSubject(name),
        pointer: "/outputSchema",
        message:
          "Without an output schema a program cannot rely on the result, nor can a typed client or code that a model writes.",
        fix: "Declare output, unless the tool answers with text or media for a model alone.",
      };
    }
  },
};
