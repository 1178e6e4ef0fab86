import { confirm, isCancel, multiselect, select, text } from "@clack/prompts";
import type { JsonSchema } from "@mortise/protocol";
import type { KeySource } from "./keyboard.ts";
import { Keyboard } from "./keyboard.ts";
import { toLine, toPrintable } from "./printable.ts";
import { toSizedScreen } from "./sized-screen.ts";

/** Where a question is asked. */
export interface AskOptions {
  readonly signal?: AbortSignal;
  readonly onInterrupt?: () => void;
  readonly source?: KeySource;
  readonly screen: NodeJS.WriteStream;
}

/** A field of a form (2025-11-25, Elicitation). */
export interface FormField {
  readonly name: string;
  readonly schema: JsonSchema;
  readonly isRequired: boolean;
  /** The answer to begin with, in place of the default of the schema. */
  readonly answer?: unknown;
}

/** The answer to a field. */
export type FieldValue = string | number | boolean | string[];

interface Keywords {
  readonly type?: string;
  readonly title?: string;
  readonly description?: string;
  readonly enum?: readonly string[];
  readonly enumNames?: readonly string[];
  readonly oneOf?: readonly Choice[];
  readonly anyOf?: readonly Choice[];
  readonly items?: Keywords;
  readonly default?: unknown;
  readonly minimum?: number;
  readonly maximum?: number;
}

interface Choice {
  readonly const: string;
  readonly title?: string;
}

/** The settings of every prompt. */
interface Common {
  readonly input: Keyboard;
  readonly output: NodeJS.WriteStream;
  readonly signal?: AbortSignal;
}

/** Asks for one field; `undefined` when it is left out, a symbol when the user cancels the form. */
export async function askField(
  { name, schema, isRequired, answer }: FormField,
  ask: AskOptions,
): Promise<FieldValue | symbol | undefined> {
  const field = { ...schema, ...(answer !== undefined && { default: answer }) } as Keywords;
  const label = toLine(field.title ?? field.description ?? name);
  const message = isRequired ? label : `${label} (optional)`;
  if (field.type === "array") return askSeveral(message, { field, isRequired }, ask);
  const options = readChoices(field);
  if (options !== undefined) {
    const all = isRequired ? options : [...options, { value: undefined, label: "(none)" }];
    const first = options.find(({ value }) => value === field.default);
    const initialValue = first === undefined ? {} : { initialValue: first.value };
    return withKeyboard(ask, { pastes: false }, (common) =>
      select<string | undefined>({ message, options: all as never, ...initialValue, ...common }),
    );
  }
  if (field.type === "boolean") {
    const initialValue = field.default === true;
    return withKeyboard(ask, { pastes: false }, (common) =>
      confirm({ message, initialValue, ...common }),
    );
  }
  return askText(message, { field, isRequired }, ask);
}

/** A field, and whether it must be filled. */
interface Wanted {
  readonly field: Keywords;
  readonly isRequired: boolean;
}

async function askSeveral(
  message: string,
  { field, isRequired }: Wanted,
  ask: AskOptions,
): Promise<string[] | symbol> {
  const options = readChoices(field.items ?? {}) ?? [];
  const initialValues = Array.isArray(field.default) ? (field.default as string[]) : [];
  return withKeyboard(ask, { pastes: false }, (common) =>
    multiselect<string>({ message, options, initialValues, required: isRequired, ...common }),
  );
}

async function askText(
  message: string,
  { field, isRequired }: Wanted,
  ask: AskOptions,
): Promise<string | number | symbol | undefined> {
  const given = await withKeyboard(ask, { pastes: true }, (common) =>
    text({
      message,
      ...(field.default !== undefined && { initialValue: toPrintable(field.default) }),
      validate: (value = "") => findMistake(value, field, isRequired),
      ...common,
    }),
  );
  if (isCancel(given)) return given;
  if (given === undefined || given === "") return undefined;
  return isNumeric(field) ? Number(given) : given;
}

/**
 * Lets `use` read the keys that the user types; text that is pasted is typed too, or dropped, since
 * a line end in it would answer the question.
 */
export async function withKeyboard<Answer>(
  { screen, source, signal, onInterrupt }: AskOptions,
  { pastes }: { readonly pastes: boolean },
  use: (common: Common) => Promise<Answer>,
): Promise<Answer> {
  const insert = (pasted: string): void => void keyboard.write(pasted.replaceAll("\n", " "));
  using keyboard: Keyboard = new Keyboard({
    screen,
    ...(source && { source }),
    ...(onInterrupt && { onInterrupt }),
    ...(pastes && { onPaste: insert }),
  });
  return await use({
    input: keyboard,
    output: toSizedScreen(screen),
    ...(signal && { signal }),
  });
}

function readChoices(field: Keywords): { value: string; label: string }[] | undefined {
  const titled = field.oneOf ?? field.anyOf;
  if (Array.isArray(titled)) {
    return titled.map(({ const: value, title }) => ({ value, label: toLine(title ?? value) }));
  }
  return field.enum?.map((value, index) => ({
    value,
    label: toLine(field.enumNames?.[index] ?? value),
  }));
}

function findMistake(value: string, field: Keywords, isRequired: boolean): string | undefined {
  if (value === "") return isRequired ? "Enter a value" : undefined;
  if (!isNumeric(field)) return undefined;
  const number = Number(value);
  const isWhole = field.type !== "integer" || Number.isSafeInteger(number);
  if (!Number.isFinite(number) || !isWhole) return `Enter a ${field.type}`;
  const { minimum = number, maximum = number } = field;
  return number < minimum || number > maximum ? toLine(`From ${minimum} to ${maximum}`) : undefined;
}

function isNumeric({ type }: Keywords): boolean {
  return type === "number" || type === "integer";
}
