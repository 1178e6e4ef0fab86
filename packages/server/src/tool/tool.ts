import type {
  ContentBlock,
  Duration,
  Icon,
  JsonObject,
  Principal,
  Schema,
  SchemaInput,
  SchemaOutput,
  ToolAnnotations,
} from "@mortise/protocol";
import type { AppView } from "../app/app-view.ts";
import type { ToolView } from "../app/tool-view.ts";
import type { ComposedResult } from "../content/result.ts";
import type { RequestContext } from "../handler/context.ts";
import type { Flat } from "../schema/flat.ts";
import type { AccessOptions } from "../visibility/access.ts";
import type { VisibilityOptions } from "../visibility/condition.ts";
import type { ToolExtension } from "./tool-extension.ts";
import type { ToolTaskOptions } from "./tool-task.ts";

/** The definition of a tool. */
export interface ToolDefinition<
  Input extends Schema | undefined = Schema | undefined,
  Output extends Schema | undefined = Schema | undefined,
> extends VisibilityOptions,
    AccessOptions {
  /** The purpose of the tool and when to use it, for a model. */
  readonly description: string;
  /** The name for people. */
  readonly title?: string;
  /** The schema of the arguments. Default: none. */
  readonly input?: Input;
  /** The schema of the structured content; results that break it are errors. Default: unchecked. */
  readonly output?: Output;
  /** Hints about its behaviour, such as `readOnlyHint`. */
  readonly annotations?: ToolAnnotations;
  /** How long a call may take. Default: the server's, which is 60 s unless it says otherwise. */
  readonly timeout?: Duration;
  /** Icons for a list of tools. */
  readonly icons?: readonly Icon[];
  /**
   * The view that hosts show with the result, made by `server.view`, or it with the callers of the tool
   * (SEP-1865). Hosts without views show the content alone. Default: none.
   */
  readonly ui?: AppView | ToolView;
  /**
   * Lets calls become tasks that outlive the request, the connection and the process, for clients that
   * know them; the server needs the option `tasks`. `"required"` refuses other clients, which wait for
   * the result otherwise. Default: calls are never tasks.
   */
  readonly task?: true | "required" | ToolTaskOptions;
  /** Settings for extensions of the server. Default: none. */
  readonly extensions?: readonly ToolExtension[];
  /** Goes to clients as the tool's `_meta`. */
  readonly meta?: JsonObject;
}

/** The argument of a handler: the validated input, or an empty object. */
export type ToolInput<Input extends Schema | undefined> = Input extends Schema
  ? SchemaOutput<Input>
  : Record<string, never>;

/** Content that a handler may return in place of a plain value. */
export type ToolContent =
  | ContentBlock
  | ComposedResult
  | readonly (ContentBlock | string)[]
  | string;

/** The return of a handler, at once or by a promise: a `Value`, or content that `result` made. */
export type ToolReturn<Value> = Value | ComposedResult | Promise<Value | ComposedResult>;

/**
 * Answers one call of a tool: with what `output` takes, or any JSON value without it.
 *
 * A conditional type, because only then does the compiler know `output` when it reads the handler's
 * return: literals stay literals, and a wrong value is reported where it stands.
 */
export type ToolHandler<
  Input extends Schema | undefined,
  Output extends Schema | undefined,
  Returned,
  Caller extends Principal = Principal,
> = [Output] extends [Schema]
  ? (input: ToolInput<Input>, context: RequestContext<Caller>) => ToolReturn<SchemaInput<Output>>
  : (input: ToolInput<Input>, context: RequestContext<Caller>) => Returned;

/** A tool as a typed client sees it: its arguments, and the type of `structured`. */
export interface ToolSignature {
  /** The arguments that a caller sends. */
  input: unknown;
  /** The type of `structured` in the result. */
  output: unknown;
}

/** The {@link ToolSignature} that a definition and the handler's value make. */
export type ToolSignatureOf<
  Input extends Schema | undefined,
  Output extends Schema | undefined,
  Value,
> = Flat<{
  input: Input extends Schema ? SchemaInput<Input> : Record<string, never>;
  output: Output extends Schema ? SchemaOutput<Output> : StructuredOf<Exclude<Value, string>>;
}>;

/** The structured part of a value; text beside other values is for the model alone. */
type StructuredOf<Value> = [Value] extends [never]
  ? unknown
  : Value extends ToolContent | { readonly content: readonly { readonly type: string }[] }
    ? unknown
    : Value;
