import type {
  Duration,
  JsonSchema,
  OptionNames,
  Prompt,
  PromptArgument,
  Schema,
} from "@mortise/protocol";
import { checkDefinition, MortiseError, parseDuration } from "@mortise/protocol";
import type { Completer } from "../completion/completer.ts";
import type { RequestContext } from "../handler/context.ts";
import { assertOwnForm, FOREIGN_MEMBERS } from "../handler/foreign-form.ts";
import { assertHandler } from "../handler/run-handler.ts";
import type { CompiledSchema } from "../schema/compile-schema.ts";
import { compileObjectSchema } from "../schema/compile-schema.ts";
import { ACCESS_OPTIONS, compileAccess } from "../visibility/access.ts";
import { compileVisibility, VISIBILITY_OPTIONS } from "../visibility/condition.ts";
import type { Entry } from "../visibility/entry.ts";
import type { PromptDefinition, PromptValue } from "./prompt.ts";

/** A prompt with everything worked out that can be known before it is rendered. */
export interface CompiledPrompt extends Entry {
  readonly name: string;
  readonly listed: Prompt;
  readonly input: CompiledSchema | undefined;
  readonly complete: Readonly<Record<string, Completer>>;
  /** Milliseconds. */
  readonly timeout: number;
  readonly handler: (input: never, context: RequestContext) => PromptValue | Promise<PromptValue>;
}

const DEFINITION: OptionNames<PromptDefinition> = {
  ...VISIBILITY_OPTIONS,
  ...ACCESS_OPTIONS,
  title: true,
  description: true,
  input: true,
  complete: true,
  timeout: true,
  icons: true,
  meta: true,
};

/** Works out a prompt; throws `INVALID_DEFINITION` for a bad name, schema or completer. */
export function compilePrompt(
  name: string,
  definition: PromptDefinition<Schema | undefined>,
  handler: CompiledPrompt["handler"],
  defaultTimeout: Duration,
): CompiledPrompt {
  assertOwnForm("prompt", name, definition);
  if (name === "") throw new MortiseError("INVALID_DEFINITION", "A prompt needs a name");
  checkDefinition(`Prompt ${name}`, definition, DEFINITION, FOREIGN_MEMBERS);
  assertHandler(handler, `prompt ${name}`);
  const input = definition.input
    ? compileObjectSchema(definition.input, "input", `The input of prompt ${name}`)
    : undefined;
  const properties = (input?.json["properties"] ?? {}) as Readonly<Record<string, JsonSchema>>;
  const unknown = Object.keys(definition.complete ?? {}).find(
    (key) => !Object.hasOwn(properties, key),
  );
  if (unknown !== undefined) {
    throw new MortiseError(
      "INVALID_DEFINITION",
      `Prompt ${name} has no argument "${unknown}" to complete; it has ${Object.keys(properties).join(", ") || "none"}`,
    );
  }
  const { title, description, icons, meta } = definition;
  const declared = describeArguments(properties, input?.json["required"]);
  return {
    ...compileVisibility(definition, `prompt ${name}`),
    ...compileAccess(definition, `prompt ${name}`),
    name,
    input,
    handler,
    timeout: parseDuration(definition.timeout ?? defaultTimeout, `The timeout of prompt ${name}`),
    complete: { ...suggestFromSchema(properties), ...definition.complete },
    listed: {
      name,
      ...(title !== undefined && { title }),
      ...(description !== undefined && { description }),
      ...(declared.length > 0 && { arguments: declared }),
      ...(icons && { icons }),
      ...(meta && { _meta: meta }),
    },
  };
}

/** Writes the arguments of a prompt as clients are shown them. */
export function describeArguments(
  properties: Readonly<Record<string, JsonSchema>>,
  required: unknown,
): PromptArgument[] {
  const names = Array.isArray(required) ? required : [];
  return Object.entries(properties).map(([name, schema]) => ({
    name,
    ...(typeof schema["title"] === "string" && { title: schema["title"] }),
    ...(typeof schema["description"] === "string" && { description: schema["description"] }),
    required: names.includes(name),
  }));
}

function suggestFromSchema(
  properties: Readonly<Record<string, JsonSchema>>,
): Record<string, Completer> {
  const completers = Object.entries(properties).flatMap(([name, schema]) => {
    const choices = schema.type === "boolean" ? ["true", "false"] : schema["enum"];
    if (!Array.isArray(choices)) return [];
    const complete: Completer = (value) =>
      choices.map(String).filter((choice) => choice.toLowerCase().startsWith(value.toLowerCase()));
    return [[name, complete] as const];
  });
  return Object.fromEntries(completers);
}
