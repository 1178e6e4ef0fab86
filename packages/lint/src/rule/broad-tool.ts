import type { Tool } from "@mortise/protocol";
import { listNames, quote } from "../text/quote.ts";
import { wordsOf } from "../text/words.ts";
import type { Parameter } from "../view/parameter.ts";
import { choicesOf, isOpenObject, parametersOf } from "../view/parameter.ts";
import type { Fault, Rule } from "./rule.ts";
import { toolSubject } from "./rule.ts";

/** Names of an argument that chooses between things to do. */
const SELECTOR =
  /^(?:action|operation|op|command|verb|task|subcommand|action_?type|operation_?type)$/i;

/** Verbs that are tools of their own. */
const VERBS = new Set(
  (
    "add archive assign cancel close create deactivate delete disable edit enable fetch find get insert list merge move " +
    "open patch read remove rename reopen replace restore search send set show start stop update upsert view write"
  ).split(" "),
);

/** A tool that does several things, so that the model has to guess the arguments of each. */
export const broadTool: Rule = {
  id: "broad-tool",
  severity: "warning",
  about:
    "A tool that does several things by an argument such as action, with arguments that fit only some of them.",
  *check({ modelTools }) {
    for (const tool of modelTools) {
      const fault = checkTool(tool);
      if (fault !== undefined) yield fault;
    }
  },
};

function checkTool(tool: Tool): Fault | undefined {
  const parameters = parametersOf(tool);
  const selector = parameters.find(isSelector);
  if (selector === undefined) return undefined;
  const rest = parameters.filter((each) => each !== selector);
  const open = rest.filter(({ schema }) => isOpenObject(schema));
  const optional = rest.filter(({ isRequired }) => !isRequired);
  // Choices that all take the same arguments are one purpose, such as moving up or down.
  if (open.length === 0 && optional.length < 2) return undefined;
  const choices = choicesOf(selector.schema);
  const does =
    choices.length > 0 ? `${choices.length} things (${listNames(choices)})` : "several things";
  const guess =
    open.length > 0
      ? `${listNames(open.map(({ name }) => name))} may be any object, so the model guesses its members for each`
      : `${optional.length} arguments fit only some of them, and the schema cannot say which`;
  return {
    subject: toolSubject(tool.name),
    pointer: selector.pointer,
    message: `The tool does ${does} by ${quote(selector.name)}, and ${guess}.`,
    fix: `Make one tool of each, with a schema of its own, such as ${exampleOf(tool.name, choices)}.`,
  };
}

function isSelector({ name, schema, isRequired }: Parameter): boolean {
  const choices = choicesOf(schema);
  const verbs = choices.filter((choice) => VERBS.has(wordsOf(choice)[0] ?? ""));
  if (choices.length > 0) return verbs.length >= 2 && verbs.length * 2 >= choices.length;
  return isRequired && SELECTOR.test(name) && schema["type"] === "string";
}

function exampleOf(name: string, choices: readonly string[]): string {
  const thing = wordsOf(name).slice(1).join("_") || name;
  const verbs = choices.length > 0 ? choices : ["create", "update"];
  return listNames(
    verbs.slice(0, 2).map((verb) => (verb.includes("_") ? verb : `${verb.toLowerCase()}_${thing}`)),
  );
}
