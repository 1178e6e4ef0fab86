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
import type { ComposedResult } from "../content/result.ts";
import type { RequestContext } from "../handler/context.ts";
import type { Flat } from "../schema/flat.ts";
import type { AccessOptions } from "../visibility/access.ts";
import type { VisibilityOptions } from "../visibility/condition.ts";
import type { ToolExtension } from "./tool-extension.ts";

/** What an author says about a tool. */
export interface ToolDefinition<
  Input extends Schema | undefined = Schema | undefined,
  Output extends Schema | undefined = Schema | undefined,
> extends VisibilityOptions,
    AccessOptions {
  /** Tells a model what the tool does and when to use it. */
  readonly description: string;
  readonly title?: string;
  /** What the tool takes. Default: nothing. */
  readonly input?: Input;
  /** What the tool gives to programs; results that break it are errors. Default: unchecked. */
  readonly output?: Output;
  readonly annotations?: ToolAnnotations;
  /** How long a call may take. Default: the server's, which is 60 s unless it says otherwise. */
  readonly timeout?: Duration;
  readonly icons?: readonly Icon[];
  /** What the tool says to extensions of the server. Default: nothing. */
  readonly extensions?: readonly ToolExtension[];
  /** Goes to clients as the tool's `_meta`. */
  readonly meta?: JsonObject;
}

/** What a handler receives: the validated input, or an empty object. */
export type ToolInput<Input extends Schema | undefined> = Input extends Schema
  ? SchemaOutput<Input>
  : Record<string, never>;

/** What a handler may give back in place of a plain value. */
export type ToolContent =
  | ContentBlock
  | ComposedResult
  | readonly (ContentBlock | string)[]
  | string;

/** What a handler gives back, at once or by a promise: a `Value`, or content that `result` made. */
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

/** A result written out as it goes on the wire. */
interface WrittenResult {
  readonly content: readonly { readonly type: string }[];
}

/** What a typed client sees of a tool: what it sends, and what `structured` then holds. */
export interface ToolSignature {
  input: unknown;
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

/** What programs get of a value; text beside other values is for the model alone. */
type StructuredOf<Value> = [Value] extends [never]
  ? unknown
  : Value extends ToolContent | WrittenResult
    ? unknown
    : Value;
