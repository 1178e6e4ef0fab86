import type { JsonSchema, ToolAnnotations } from "@mortise/protocol";

/** What callers of a server rely on, as JSON that is the same for the same catalogue. */
export interface Contract {
  /** The form of this JSON. */
  readonly format: 1;
  /** The name of the server. */
  readonly server: string;
  readonly tools: Readonly<Record<string, ToolContract>>;
  /** By URI. */
  readonly resources: Readonly<Record<string, ResourceContract>>;
  /** By URI template. */
  readonly templates: Readonly<Record<string, ResourceContract>>;
  readonly prompts: Readonly<Record<string, PromptContract>>;
}

/** What callers rely on in a tool. */
export interface ToolContract {
  readonly title?: string;
  readonly description?: string;
  readonly annotations?: ToolAnnotations;
  readonly inputSchema: JsonSchema;
  readonly outputSchema?: JsonSchema;
}

/** What callers rely on in a resource or a family of them. */
export interface ResourceContract {
  readonly name: string;
  readonly title?: string;
  readonly description?: string;
  readonly mimeType?: string;
}

/** What callers rely on in a prompt. */
export interface PromptContract {
  readonly title?: string;
  readonly description?: string;
  readonly arguments?: Readonly<
    Record<string, { readonly description?: string; readonly required?: boolean }>
  >;
}

/** One difference between two contracts. */
export interface ContractChange {
  /** Callers that worked before may fail now, or it could not be judged whether they do. */
  readonly breaking: boolean;
  /** Where, such as `tools.get_customer.input.filter.status`. */
  readonly path: string;
  /** What, such as `tool get_customer: argument customer_id became required`. */
  readonly message: string;
}
