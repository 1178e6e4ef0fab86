import type { JsonObject } from "./json.ts";

/** The features of a client. */
export interface ClientCapabilities {
  /** Capabilities outside the specification. */
  readonly experimental?: JsonObject;
  /** The client lists roots. */
  readonly roots?: { readonly listChanged?: boolean };
  /** The client asks its model for the server. */
  readonly sampling?: { readonly context?: JsonObject; readonly tools?: JsonObject };
  /** The client asks its user for the server. */
  readonly elicitation?: { readonly form?: JsonObject; readonly url?: JsonObject };
  /** Settings of extensions, by identifier. */
  readonly extensions?: { readonly [identifier: string]: JsonObject };
}

/** The features of a server. */
export interface ServerCapabilities {
  /** Capabilities outside the specification. */
  readonly experimental?: JsonObject;
  /** The server sends log messages. */
  readonly logging?: JsonObject;
  /** The server completes arguments. */
  readonly completions?: JsonObject;
  /** The server has prompts. */
  readonly prompts?: { readonly listChanged?: boolean };
  /** The server has resources. */
  readonly resources?: { readonly subscribe?: boolean; readonly listChanged?: boolean };
  /** The server has tools. */
  readonly tools?: { readonly listChanged?: boolean };
  /** Settings of extensions, by identifier. */
  readonly extensions?: { readonly [identifier: string]: JsonObject };
}
