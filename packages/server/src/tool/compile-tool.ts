import type {
  Duration,
  JsonObject,
  JsonSchema,
  OptionNames,
  ParameterHeader,
  Schema,
  Tool,
} from "@mortise/protocol";
import {
  checkDefinition,
  MortiseError,
  parseDuration,
  planParameterHeaders,
} from "@mortise/protocol";
import { toViewMeta } from "../app/tool-view.ts";
import type { RequestContext } from "../handler/context.ts";
import { assertOwnForm, FOREIGN_MEMBERS } from "../handler/foreign-form.ts";
import { assertHandler } from "../handler/run-handler.ts";
import type { CompiledSchema } from "../schema/compile-schema.ts";
import { compileObjectSchema, compileSchema } from "../schema/compile-schema.ts";
import { ACCESS_OPTIONS, compileAccess } from "../visibility/access.ts";
import { compileVisibility, VISIBILITY_OPTIONS } from "../visibility/condition.ts";
import type { Entry } from "../visibility/entry.ts";
import { assertAnnotations } from "./assert-annotations.ts";
import type { ToolDefinition } from "./tool.ts";
import type { ToolExtension } from "./tool-extension.ts";
import { compileToolExtensions } from "./tool-extension.ts";
import { compileToolTask } from "./tool-task.ts";

/** A tool with everything worked out that can be known before it is called. */
export interface CompiledTool extends Entry {
  readonly name: string;
  /** As clients are shown it, in the newest revision. */
  readonly listed: Tool;
  readonly input: CompiledSchema | undefined;
  readonly output: CompiledSchema | undefined;
  /** Milliseconds. */
  readonly timeout: number;
  readonly headers: readonly ParameterHeader[];
  /** Its settings for extensions; absent for most. */
  readonly extensions?: readonly ToolExtension[];
  readonly handler: (input: never, context: RequestContext) => unknown;
}

const DEFINITION: OptionNames<ToolDefinition> = {
  ...VISIBILITY_OPTIONS,
  ...ACCESS_OPTIONS,
  description: true,
  title: true,
  input: true,
  output: true,
  annotations: true,
  timeout: true,
  icons: true,
  ui: true,
  task: true,
  extensions: true,
  meta: true,
};

const NAME = /^[A-Za-z0-9_.-]{1,128}$/;

/**
 * Works out a tool.
 *
 * @throws MortiseError `INVALID_DEFINITION` for a name clients could not use, a missing
 * description, a schema that cannot be compiled, or a bad `x-mcp-header`.
 */
export function compileTool(
  name: string,
  definition: ToolDefinition<Schema | undefined, Schema | undefined>,
  handler: CompiledTool["handler"],
  defaultTimeout: Duration,
): CompiledTool {
  assertOwnForm("tool", name, definition);
  assertToolName(name);
  checkDefinition(`Tool ${name}`, definition, DEFINITION, FOREIGN_MEMBERS);
  if (typeof definition.description !== "string" || definition.description === "") {
    throw new MortiseError(
      "INVALID_DEFINITION",
      `Tool ${name} has no description; say what it does, because that is how a model chooses it`,
    );
  }
  assertHandler(handler, `tool ${name}`);
  assertAnnotations(definition.annotations, name);
  const input = definition.input
    ? compileObjectSchema(definition.input, "input", `The input of tool ${name}`)
    : undefined;
  const output = definition.output
    ? compileSchema(definition.output, "output", `The output of tool ${name}`)
    : undefined;
  const inputSchema = input?.json ?? { type: "object", additionalProperties: false };
  return {
    ...compileVisibility(definition, `tool ${name}`),
    ...compileAccess(definition, `tool ${name}`),
    ...compileToolExtensions(
      [compileToolTask(definition.task, name, handler), ...(definition.extensions ?? [])],
      `Tool ${name}`,
    ),
    name,
    input,
    output,
    headers: planHeaders(inputSchema, name),
    timeout: parseDuration(definition.timeout ?? defaultTimeout, `The timeout of tool ${name}`),
    handler,
    listed: {
      name,
      ...(definition.title !== undefined && { title: definition.title }),
      description: definition.description,
      inputSchema,
      ...(output && { outputSchema: output.json }),
      ...(definition.annotations && { annotations: definition.annotations }),
      ...(definition.icons && { icons: definition.icons }),
      ...listMeta(name, definition),
    },
  };
}

function listMeta(name: string, { meta, ui }: ToolDefinition): { readonly _meta?: JsonObject } {
  if (ui === undefined) return meta === undefined ? {} : { _meta: meta };
  return { _meta: { ...meta, ...toViewMeta(name, ui) } };
}

/** Returns whether a name keeps to the characters that every client takes; one that is forwarded need not. */
export function isToolName(name: string): boolean {
  return NAME.test(name);
}

/** @throws MortiseError `INVALID_DEFINITION` for a name that clients could not use. */
export function assertToolName(name: string): void {
  if (isToolName(name)) return;
  throw new MortiseError(
    "INVALID_DEFINITION",
    `${JSON.stringify(name)} cannot name a tool; use 1 to 128 of A-Z, a-z, 0-9, "_", "-" and "."`,
  );
}

/** Finds which arguments HTTP headers repeat; throws `INVALID_DEFINITION` for a bad `x-mcp-header`. */
export function planHeaders(inputSchema: JsonSchema, name: string): readonly ParameterHeader[] {
  const plan = planParameterHeaders(inputSchema);
  if ("headers" in plan) return plan.headers;
  throw new MortiseError("INVALID_DEFINITION", `The input of tool ${name}: ${plan.invalid}`);
}
