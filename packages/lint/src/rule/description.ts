import type { Subject } from "../finding.ts";
import { listNames } from "../text/quote.ts";
import { termsOf, wordsOf } from "../text/words.ts";
import { isView } from "../view/app-part.ts";
import { isObject, parametersOf } from "../view/parameter.ts";
import type { Rule } from "./rule.ts";
import { toolSubject } from "./rule.ts";

const FEWEST_WORDS = 4;
const CLAUDE_CODE_LIMIT = 2048;
const OPENAI_LIMIT = 1024;

/** A definition without a description. */
export const descriptionMissing: Rule = {
  id: "description-missing",
  severity: "warning",
  about: "A tool, prompt, resource or template without a description.",
  *check({ modelTools, prompts, resources, templates }) {
    for (const tool of modelTools) {
      if (textOf(tool.description) !== "") continue;
      yield {
        subject: toolSubject(tool.name),
        pointer: "/description",
        severity: "error",
        message: "The tool has no description, so a model knows it by its name alone.",
        fix: "Say in one or two sentences what it does, what it returns and when to use it.",
      };
    }
    const others: { readonly subject: Subject; readonly description: unknown }[] = [
      ...prompts.map(({ name, description }) => ({
        subject: { kind: "prompt", name } as const,
        description,
      })),
      ...resources
        .filter((resource) => !isView(resource))
        .map(({ uri, description }) => ({
          subject: { kind: "resource", name: uri } as const,
          description,
        })),
      ...templates.map(({ uriTemplate, description }) => ({
        subject: { kind: "template", name: uriTemplate } as const,
        description,
      })),
    ];
    for (const { subject, description } of others) {
      if (textOf(description) !== "") continue;
      yield {
        subject,
        pointer: "/description",
        severity: "note",
        message: `The ${subject.kind} has no description, so people and models choose it by its name alone.`,
        fix: "Say its content or purpose in one sentence.",
      };
    }
  },
};

/** A description that says too little, or too much. */
export const descriptionLength: Rule = {
  id: "description-length",
  severity: "warning",
  about: "A description that only repeats the name, or one that hosts cut.",
  *check({ modelTools, listing }) {
    for (const { name, title, description } of modelTools) {
      const subject = toolSubject(name);
      const text = textOf(description);
      const known = new Set(wordsOf(`${name} ${title ?? ""}`));
      if (
        text !== "" &&
        (wordsOf(text).length < FEWEST_WORDS || termsOf(text).every((word) => known.has(word)))
      ) {
        yield {
          subject,
          pointer: "/description",
          message: "The description says no more than the name.",
          fix: "Say what the tool returns, and when to use it and when another one.",
        };
      }
      if (text.length > CLAUDE_CODE_LIMIT || text.length > OPENAI_LIMIT) {
        const isLong = text.length > CLAUDE_CODE_LIMIT;
        yield {
          subject,
          pointer: "/description",
          severity: isLong ? "warning" : "note",
          message: `The description has ${text.length} characters; ${isLong ? `Claude Code cuts it at ${CLAUDE_CODE_LIMIT}, and ` : ""}OpenAI's chat interface refuses more than ${OPENAI_LIMIT}.`,
          fix: "Begin with the purpose, and move details to the descriptions of the arguments or a resource.",
          affects: isLong ? ["Claude Code", "OpenAI"] : ["OpenAI"],
        };
      }
    }
    const { length } = listing.instructions ?? "";
    if (length > CLAUDE_CODE_LIMIT) {
      yield {
        subject: { kind: "server" },
        pointer: "/instructions",
        message: `The instructions have ${length} characters, and Claude Code cuts them at ${CLAUDE_CODE_LIMIT}.`,
        fix: "Put the most important first, and the rest into a resource or a prompt.",
        affects: ["Claude Code"],
      };
    }
  },
};

/** Arguments that a model has to guess. */
export const parameterDescription: Rule = {
  id: "parameter-description",
  severity: "note",
  about: "Arguments without a description, choices, format or default that say what to write.",
  *check({ modelTools }) {
    for (const tool of modelTools) {
      const about = wordsOf(textOf(tool.description));
      const bare = parametersOf(tool).filter(({ name, schema }) => {
        const says = [
          "description",
          "title",
          "enum",
          "const",
          "format",
          "pattern",
          "examples",
          "default",
          "$ref",
        ];
        if (says.some((keyword) => keyword in schema) || schema["type"] === "boolean") return false;
        if (isObject(schema["properties"])) return false;
        // An argument that the description of the tool names is described there.
        return !wordsOf(name).every((word) => about.includes(word));
      });
      if (bare.length === 0) continue;
      yield {
        subject: toolSubject(tool.name),
        pointer: bare[0]?.pointer ?? "",
        message: `Nothing says the meaning of ${listNames(bare.map(({ name }) => name))}.`,
        fix: 'Describe each argument with an example of a value, such as .describe("e.g. C-1042").',
      };
    }
  },
};

/** Gives a description as a text; a server may send anything. */
export function textOf(description: unknown): string {
  return typeof description === "string" ? description.trim() : "";
}
