import type {
  Implementation,
  JsonObject,
  Prompt,
  Resource,
  ResourceTemplate,
  Revision,
  ServerCapabilities,
  Tool,
} from "@mortise/protocol";

/** Why something did not work, in words for a person. */
export interface Failure {
  /** The code of the error, such as `CONNECTION_FAILED`. */
  readonly code: string;
  /** The step that failed, such as `start the process` or `read tools/list`. */
  readonly step: string;
  /** The cause, such as the exit code or `ECONNREFUSED`. */
  readonly cause: string;
  /** The remedy, in one sentence. */
  readonly fix: string;
  /** Further text, such as the end of the process's stderr. */
  readonly detail?: string;
}

/**
 * How far a connection is, by the last request that the server answered or refused. `stale` is one that was
 * lost and is being made again; with `needs-auth` the server takes no credentials that are at hand.
 */
export type ConnectionStatus =
  | "connecting"
  | "signing-in"
  | "needs-auth"
  | "connected"
  | "stale"
  | "failed"
  | "disconnected";

/** A server that the inspector shows. */
export interface ConnectionState {
  /** Short and readable, as it stands in the page's addresses. `self` is the server under development. */
  readonly id: string;
  readonly label: string;
  readonly kind: "self" | "http" | "stdio";
  /** The URL or the command line, without secrets. */
  readonly target: string;
  /** The words of the command that started the server, without secrets; for `stdio`. */
  readonly command?: readonly string[];
  /** The file of the server under development, from the project's folder, also with `:export`. */
  readonly file?: string;
  readonly status: ConnectionStatus;
  /** The revision to speak; `auto` negotiates. */
  readonly preference: "auto" | Revision;
  readonly revision?: Revision;
  readonly serverInfo?: Implementation;
  readonly capabilities?: ServerCapabilities;
  readonly instructions?: string;
  /** The account that requests act for. */
  readonly account?: string;
  /** Where a person signs in, while `status` is `signing-in`. */
  readonly signInUrl?: string;
  readonly failure?: Failure;
  /** When `status` began, in milliseconds since 1970. */
  readonly since: number;
  /** URIs with a live subscription. */
  readonly subscriptions: readonly string[];
  /** The roots that the inspector answers with. */
  readonly roots: readonly { readonly uri: string; readonly name?: string }[];
}

/** A list as the server sent it; a failed one keeps what was listed before. */
export interface Listed<Item> {
  readonly items: readonly Item[];
  readonly failure?: Failure;
}

/** The lists of a server, exactly as on the wire. */
export interface Catalogue {
  readonly connection: string;
  /** When it was read, in milliseconds since 1970. */
  readonly at: number;
  readonly tools: Listed<Tool & JsonObject>;
  readonly resources: Listed<Resource & JsonObject>;
  readonly templates: Listed<ResourceTemplate & JsonObject>;
  readonly prompts: Listed<Prompt & JsonObject>;
}
