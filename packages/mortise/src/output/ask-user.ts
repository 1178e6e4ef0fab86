import { confirm, isCancel, note, select, text } from "@clack/prompts";
import type { ElicitRequestParams, ElicitResult, JsonSchema } from "@mortise/protocol";
import { toLine } from "./printable.ts";
import { hideSpinner } from "./spinner.ts";

type Value = string | number | boolean;

interface Field {
  readonly type?: string;
  readonly title?: string;
  readonly description?: string;
  readonly enum?: readonly string[];
  readonly oneOf?: readonly { readonly const: string; readonly title?: string }[];
  readonly default?: Value;
  readonly minimum?: number;
  readonly maximum?: number;
}

/** Asks the user the question of a server, field by field; Ctrl+C cancels it. */
export async function askUser(
  params: ElicitRequestParams,
  { signal }: { readonly signal?: AbortSignal } = {},
): Promise<ElicitResult> {
  hideSpinner();
  const common = { output: process.stderr, ...(signal && { signal }) };
  if (params.mode === "url") {
    note(
      `${toLine(params.message)}\n${toLine(params.url)}`,
      "The server asks you to visit",
      common,
    );
    const done = await confirm({ message: "Done?", ...common });
    return { action: isCancel(done) ? "cancel" : done ? "accept" : "decline" };
  }
  note(toLine(params.message), "The server asks", common);
  const content: Record<string, Value> = {};
  const { properties = {}, required = [] } = params.requestedSchema as {
    properties?: Record<string, JsonSchema>;
    required?: readonly string[];
  };
  for (const [name, schema] of Object.entries(properties)) {
    const value = await askField(name, schema as Field, required.includes(name), common);
    if (typeof value === "symbol") return { action: "cancel" };
    if (value !== undefined) content[name] = value;
  }
  const send = await confirm({ message: "Send this answer?", ...common });
  if (isCancel(send)) return { action: "cancel" };
  return send ? { action: "accept", content } : { action: "decline" };
}

async function askField(
  name: string,
  field: Field,
  isRequired: boolean,
  common: { output: typeof process.stderr; signal?: AbortSignal },
): Promise<Value | symbol | undefined> {
  const label = toLine(field.title ?? field.description ?? name);
  const message = isRequired ? label : `${label} (optional)`;
  const choices = field.oneOf?.map(({ const: value, title }) => ({
    value,
    label: toLine(title ?? value),
  }));
  const options = choices ?? field.enum?.map((value) => ({ value, label: toLine(value) }));
  if (options) return select({ message, options, ...common });
  if (field.type === "boolean") {
    return confirm({ message, initialValue: field.default === true, ...common });
  }
  const given = await text({
    message,
    ...(field.default !== undefined && { initialValue: String(field.default) }),
    validate: (value = "") => findMistake(value, field, isRequired),
    ...common,
  });
  if (isCancel(given)) return given;
  if (given === undefined || given === "") return undefined;
  return isNumeric(field) ? Number(given) : given;
}

function findMistake(value: string, field: Field, isRequired: boolean): string | undefined {
  if (value === "") return isRequired ? "Enter a value" : undefined;
  if (!isNumeric(field)) return undefined;
  const number = Number(value);
  const isWhole = field.type !== "integer" || Number.isInteger(number);
  if (!Number.isFinite(number) || !isWhole) return `Enter a ${field.type}`;
  const { minimum = number, maximum = number } = field;
  return number < minimum || number > maximum ? `From ${minimum} to ${maximum}` : undefined;
}

function isNumeric({ type }: Field): boolean {
  return type === "number" || type === "integer";
}
