import type { JsonSchema, ToolAnnotations } from "@mortise/protocol";

/** The parts of a server that its callers rely on, as JSON that is equal for equal catalogues. */
export interface Contract {
  /** The form of this JSON. */
  readonly format: 1;
  /** The name of the server. */
  readonly server: string;
  /** Tools by name. */
  readonly tools: Readonly<Record<string, ToolContract>>;
  /** By URI. */
  readonly resources: Readonly<Record<string, ResourceContract>>;
  /** By URI template. */
  readonly templates: Readonly<Record<string, ResourceContract>>;
  /** Prompts by name. */
  readonly prompts: Readonly<Record<string, PromptContract>>;
}

/** The parts of a tool that callers rely on. */
export interface ToolContract {
  /** The name for people. */
  readonly title?: string;
  /** The purpose of the tool. */
  readonly description?: string;
  /** Hints about its behaviour. */
  readonly annotations?: ToolAnnotations;
  /** The JSON Schema of the arguments. */
  readonly inputSchema: JsonSchema;
  /** The JSON Schema of structured results. */
  readonly outputSchema?: JsonSchema;
}

/** The parts of a resource or a resource template that callers rely on. */
export interface ResourceContract {
  /** The name for programs. */
  readonly name: string;
  /** The name for people. */
  readonly title?: string;
  /** The content of the resource. */
  readonly description?: string;
  /** The media type. */
  readonly mimeType?: string;
}

/** The parts of a prompt that callers rely on. */
export interface PromptContract {
  /** The name for people. */
  readonly title?: string;
  /** The purpose of the prompt. */
  readonly description?: string;
  /** Arguments by name. */
  readonly arguments?: Readonly<
    Record<string, { readonly description?: string; readonly required?: boolean }>
  >;
}

/** One difference between two contracts. */
export interface ContractChange {
  /** A caller that worked before may fail now, or the comparison could not decide. */
  readonly breaking: boolean;
  /** The place, such as `tools.get_customer.input.filter.status`. */
  readonly path: string;
  /** The change, such as `tool get_customer: argument customer_id became required`. */
  readonly message: string;
}
