import type { JsonObject } from "./json.ts";

/** The features of a client. */
export interface ClientCapabilities {
  readonly experimental?: JsonObject;
  readonly roots?: { readonly listChanged?: boolean };
  readonly sampling?: { readonly context?: JsonObject; readonly tools?: JsonObject };
  readonly elicitation?: { readonly form?: JsonObject; readonly url?: JsonObject };
  readonly extensions?: { readonly [identifier: string]: JsonObject };
}

/** The features of a server. */
export interface ServerCapabilities {
  readonly experimental?: JsonObject;
  readonly logging?: JsonObject;
  readonly completions?: JsonObject;
  readonly prompts?: { readonly listChanged?: boolean };
  readonly resources?: { readonly subscribe?: boolean; readonly listChanged?: boolean };
  readonly tools?: { readonly listChanged?: boolean };
  readonly extensions?: { readonly [identifier: string]: JsonObject };
}
