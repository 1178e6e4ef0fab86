import type { Schema } from "@mortise/protocol";
import { repairArguments } from "@mortise/protocol";
import type { CompiledSchema } from "../schema/compile-schema.ts";
import { compileObjectSchema } from "../schema/compile-schema.ts";
import { describeValue } from "../schema/describe-value.ts";
import { dropBlanks } from "../schema/drop-blanks.ts";
import { describeIssues, toIssues } from "../schema/issue.ts";
import type { FormSchema } from "./form-schema.ts";
import { toFormSchema } from "./form-schema.ts";
import type { ElicitAnswer, Question, Reading } from "./question.ts";

/** A form that is ready to be shown, and to have its answers checked. */
interface Form extends FormSchema {
  readonly own: CompiledSchema;
}

const forms = new WeakMap<object, Form>();

/** Makes the question that shows a form; answers that break the schema are asked for again. */
export function askForm(message: string, schema: Schema): Question<ElicitAnswer<unknown>> {
  let form = forms.get(schema);
  if (!form) {
    const own = compileObjectSchema(schema, "input", "The schema of an elicitation");
    form = { own, ...toFormSchema(own.json) };
    forms.set(schema, form);
  }
  const ready = form;
  return {
    method: "elicitation/create",
    params: { message, requestedSchema: ready.requested },
    requires: { elicitation: {} },
    read: (response) => {
      const action = readAction(response);
      if (typeof action === "string") return { refused: action };
      if (action.action !== "accept") return { answer: { action: action.action } };
      return readContent(ready, action.content);
    },
  };
}

/** Makes the question that sends the user to a URL. */
export function askUrl(message: string, url: string): Question<ElicitAnswer<undefined>> {
  return {
    method: "elicitation/create",
    params: { mode: "url", message, url },
    requires: { elicitation: { url: {} } },
    read: (response) => {
      const action = readAction(response);
      if (typeof action === "string") return { refused: action };
      const answer = { action: action.action, content: undefined };
      return { answer: answer as ElicitAnswer<undefined> };
    },
  };
}

/** Checks the content of a form, in which a blank is nothing, and a number may be text. */
async function readContent(form: Form, content: unknown): Promise<Reading<ElicitAnswer<unknown>>> {
  const { own, requested, nullable } = form;
  if (content !== undefined && (typeof content !== "object" || Array.isArray(content))) {
    return { refused: `the content is ${describeValue(content)}, not an object`, isOfUser: true };
  }
  const given = (content ?? {}) as Readonly<Record<string, unknown>>;
  const fill = (fields: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> => {
    const missing = nullable.filter((name) => !Object.hasOwn(fields, name));
    return missing.length === 0
      ? fields
      : { ...fields, ...Object.fromEntries(missing.map((name) => [name, null])) };
  };
  let checked = await own.validate(fill(given));
  if (checked.issues) {
    const filled = fill(dropBlanks(given, requested, checked.issues) ?? given);
    checked = await own.validate(repairArguments(filled, own.json).value);
  }
  if (!checked.issues) return { answer: { action: "accept", content: checked.value } };
  const issues = toIssues(checked.issues);
  return { refused: describeIssues(issues), issues, isOfUser: true };
}

type Action = { readonly action: "accept" | "decline" | "cancel"; readonly content?: unknown };

/** Reads what the user did; the fault in a sentence if the client says nothing of the kind. */
function readAction(response: unknown): Action | string {
  if (typeof response !== "object" || response === null) {
    return `it is ${describeValue(response)}, not an object with an action`;
  }
  const { action, content } = response as { readonly action?: unknown; readonly content?: unknown };
  if (action === "accept") return { action, content };
  if (action === "decline" || action === "cancel") return { action };
  return `its action is ${describeValue(action)}, not "accept", "decline" or "cancel"`;
}
