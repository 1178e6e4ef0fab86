import type { ElicitRequestParams, ElicitResult, JsonObject } from "@mortise/protocol";
import { isJsonObject } from "../json-object.ts";

const ACTIONS: readonly unknown[] = ["accept", "decline", "cancel"];
const DATE = /^\d{4}-\d{2}-\d{2}$/;
const DATE_TIME = /^\d{4}-\d{2}-\d{2}[Tt ]\d{2}:\d{2}:\d{2}(?:\.\d+)?(?:[Zz]|[+-]\d{2}:\d{2})$/;

/** The formats of texts in a form (2026-07-28, Elicitation, Requested Schema). */
const FORMATS: Readonly<Record<string, (text: string) => boolean>> = {
  email: (text) => /^[^\s@]+@[^\s@]+$/.test(text),
  uri: (text) => URL.canParse(text),
  date: (text) => DATE.test(text) && !Number.isNaN(Date.parse(text)),
  "date-time": (text) => DATE_TIME.test(text) && !Number.isNaN(Date.parse(text)),
};

/**
 * Returns what is wrong with the answer to an elicitation, one sentence for each problem: its action, or a
 * field of an accepted form that is missing or does not fit the schema of the question.
 *
 * Keywords that a form may not have are left to the server.
 */
export function findProblems(params: ElicitRequestParams, result: ElicitResult): string[] {
  const { action, content } = (result ?? {}) as Partial<ElicitResult>;
  if (!ACTIONS.includes(action)) {
    return [`\`action\` is "accept", "decline" or "cancel", not ${write(action)}`];
  }
  if (params.mode === "url" || action !== "accept") return [];
  if (content !== undefined && !isJsonObject(content)) return ["`content` is no object"];
  const { properties, required } = params.requestedSchema ?? {};
  const fields = new Map(isJsonObject(properties) ? Object.entries(properties) : []);
  const entered = new Map(Object.entries(content ?? {}));
  const missing = (Array.isArray(required) ? required : [])
    .filter((name) => typeof name === "string" && entered.get(name) === undefined)
    .map((name) => `${write(name)} is required`);
  const wrong = [...entered].flatMap(([name, value]) => {
    const schema = fields.get(name);
    if (value === undefined || !isJsonObject(schema)) return [];
    const problem = checkField(schema, value);
    return problem === undefined ? [] : [`${write(name)} ${problem}, not ${write(value)}`];
  });
  return [...missing, ...wrong];
}

function checkField(schema: JsonObject, value: unknown): string | undefined {
  switch (schema["type"]) {
    case "string":
      return checkChoice(schema, value) ?? checkText(schema, value);
    case "number":
    case "integer":
      return checkNumber(schema, value);
    case "boolean":
      return typeof value === "boolean" ? undefined : "must be true or false";
    case "array":
      return checkList(schema, value);
    default:
      return checkChoice(schema, value);
  }
}

/** A choice is an `enum`, or constants with titles under `oneOf` or `anyOf`. */
function checkChoice(schema: JsonObject, value: unknown): string | undefined {
  const choices = readChoices(schema);
  if (choices === undefined || choices.includes(value)) return undefined;
  return `must be one of ${choices.map(write).join(", ")}`;
}

function readChoices({ enum: names, oneOf, anyOf }: JsonObject): readonly unknown[] | undefined {
  if (Array.isArray(names)) return names;
  const titled = oneOf ?? anyOf;
  const isTitled =
    Array.isArray(titled) && titled.every((each) => isJsonObject(each) && "const" in each);
  return isTitled ? titled.map((each: JsonObject) => each["const"]) : undefined;
}

function checkText(schema: JsonObject, value: unknown): string | undefined {
  if (typeof value !== "string") return "must be a text";
  const { minLength, maxLength, format } = schema;
  // JSON Schema counts code points.
  const length = [...value].length;
  if (typeof minLength === "number" && length < minLength) {
    return `must have at least ${minLength} characters`;
  }
  if (typeof maxLength === "number" && length > maxLength) {
    return `must have at most ${maxLength} characters`;
  }
  const isOfFormat = Object.hasOwn(FORMATS, String(format)) ? FORMATS[String(format)] : undefined;
  return isOfFormat?.(value) === false ? `must be of the format ${String(format)}` : undefined;
}

function checkNumber(schema: JsonObject, value: unknown): string | undefined {
  const { type, minimum, maximum } = schema;
  if (type === "integer" && !Number.isInteger(value)) return "must be a whole number";
  if (typeof value !== "number" || !Number.isFinite(value)) return "must be a number";
  if (typeof minimum === "number" && value < minimum) return `must be at least ${minimum}`;
  if (typeof maximum === "number" && value > maximum) return `must be at most ${maximum}`;
  return undefined;
}

function checkList(schema: JsonObject, value: unknown): string | undefined {
  if (!Array.isArray(value)) return "must be a list";
  const { items, minItems, maxItems } = schema;
  if (typeof minItems === "number" && value.length < minItems) {
    return `must have at least ${minItems} entries`;
  }
  if (typeof maxItems === "number" && value.length > maxItems) {
    return `must have at most ${maxItems} entries`;
  }
  if (!isJsonObject(items)) return undefined;
  const wrong = value.map((each) => checkChoice(items, each)).find((problem) => problem);
  return wrong === undefined ? undefined : `has an entry that ${wrong}`;
}

function write(value: unknown): string {
  const text = JSON.stringify(value) ?? String(value);
  return text.length > 60 ? `${text.slice(0, 60)}…` : text;
}
