import type { JsonObject, JsonSchema } from "@mortise/protocol";

/** A member of a schema, as the form asks for it. */
export interface Field {
  readonly name: string;
  readonly hint: string;
  readonly isRequired: boolean;
  /** `json` is for everything that has no control of its own. */
  readonly kind: "text" | "number" | "boolean" | "choice" | "json";
  readonly choices: readonly string[];
  /** The text that the control begins with. */
  readonly first: string;
}

/** Reads the members of an object's schema as fields, in their order. */
export function readFields(schema: JsonSchema | undefined): readonly Field[] {
  const properties = (schema?.["properties"] ?? {}) as Record<string, JsonObject>;
  const required = (schema?.["required"] ?? []) as readonly string[];
  return Object.entries(properties).map(([name, member]) => {
    const choices = readChoices(member);
    const kind = choices.length > 0 ? "choice" : (KINDS.get(member["type"]) ?? "json");
    const initial = member["default"];
    return {
      name,
      hint: String(member["description"] ?? ""),
      isRequired: required.includes(name),
      kind,
      choices,
      first:
        initial === undefined ? "" : kind === "json" ? JSON.stringify(initial) : String(initial),
    };
  });
}

const KINDS: ReadonlyMap<unknown, Field["kind"]> = new Map<unknown, Field["kind"]>([
  ["string", "text"],
  ["number", "number"],
  ["integer", "number"],
  ["boolean", "boolean"],
]);

function readChoices({ enum: values, type }: JsonObject): readonly string[] {
  return Array.isArray(values) && type === "string" ? values.map(String) : [];
}

/**
 * Makes the arguments of a call from what is typed. An empty field is left out, unless a required text
 * may be empty; a number or JSON that is none is sent as text, for the server to refuse.
 */
export function makeArguments(
  fields: readonly Field[],
  typed: Readonly<Record<string, string>>,
): JsonObject {
  const entries = fields.flatMap((field) => {
    const text = typed[field.name] ?? "";
    const isLeftOut = text === "" && !(field.isRequired && field.kind === "text");
    return isLeftOut ? [] : [[field.name, field.kind === "text" ? text : readValue(field, text)]];
  });
  return Object.fromEntries(entries) as JsonObject;
}

function readValue({ kind }: Field, text: string): unknown {
  if (kind === "choice") return text;
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
