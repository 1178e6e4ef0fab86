import type { JsonSchema, Schema } from "@mortise/protocol";
import { MortiseError } from "@mortise/protocol";
import type { CompiledSchema } from "../schema/compile-schema.ts";
import { compileObjectSchema } from "../schema/compile-schema.ts";
import type { ElicitAnswer, Question } from "./question.ts";

const forms = new WeakMap<object, CompiledSchema>();

/** Makes the question that shows a form; answers that break the schema are asked for again. */
export function askForm(message: string, schema: Schema): Question<ElicitAnswer<unknown>> {
  let form = forms.get(schema);
  if (!form) {
    form = compileObjectSchema(schema, "input", "The schema of an elicitation");
    assertFields(form.json);
    forms.set(schema, form);
  }
  const { json, validate } = form;
  return {
    method: "elicitation/create",
    params: { message, requestedSchema: json },
    requires: { elicitation: {} },
    read: async (response) => {
      const answer = readAction(response);
      if (answer?.action !== "accept") return answer as ElicitAnswer<unknown> | undefined;
      const checked = await validate(answer.content ?? {});
      return checked.issues ? undefined : { action: "accept", content: checked.value };
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
      const answer = readAction(response);
      return answer && ({ action: answer.action, content: undefined } as ElicitAnswer<undefined>);
    },
  };
}

const FIELD_TYPES = ["string", "number", "integer", "boolean"];

/** Clients show a form of plain fields; one with anything else could never be answered. */
function assertFields(form: JsonSchema): void {
  const fields = (form["properties"] ?? {}) as Readonly<Record<string, JsonSchema>>;
  for (const [name, field] of Object.entries(fields)) {
    const items = field["items"] as JsonSchema | undefined;
    const isChoice = field.type === "array" && (items?.["enum"] ?? items?.["anyOf"]) !== undefined;
    if (FIELD_TYPES.includes(String(field.type)) || isChoice) continue;
    throw new MortiseError(
      "INVALID_DEFINITION",
      `The schema of an elicitation may hold strings, numbers, booleans, enums and lists of enum values; "${name}" is ${JSON.stringify(field.type ?? "of no type")}`,
    );
  }
}

function readAction(
  response: unknown,
): { readonly action: "accept" | "decline" | "cancel"; readonly content?: unknown } | undefined {
  if (typeof response !== "object" || response === null) return undefined;
  const { action, content } = response as { readonly action?: unknown; readonly content?: unknown };
  if (action === "accept") return { action, content };
  return action === "decline" || action === "cancel" ? { action } : undefined;
}
