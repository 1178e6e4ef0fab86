/** How much a finding matters: `error` fails at some host, `warning` costs answers, `note` is a matter of taste. */
export type Severity = "error" | "warning" | "note";

/** The definition that a finding concerns. */
export type Subject =
  | { readonly kind: "server" }
  | { readonly kind: "tool" | "prompt" | "resource" | "template"; readonly name: string };

/** A place in a file of the server. */
export interface SourcePlace {
  /** The path, as it was given. */
  readonly file: string;
  /** Counted from 1. */
  readonly line: number;
  /** Counted from 1. */
  readonly column: number;
}

/** Something that a model, a provider or a client stumbles over, with the way to correct it. */
export interface Finding {
  /** The rule in kebab case, such as `broad-tool`; stable, for configuration and SARIF. */
  readonly rule: string;
  /** How much it matters. */
  readonly severity: Severity;
  /** The definition that it concerns. */
  readonly subject: Subject;
  /** A JSON Pointer into the listed definition, such as `/inputSchema/properties/id`; empty for all of it. */
  readonly pointer: string;
  /** The fault, in one sentence. */
  readonly message: string;
  /** The remedy, in one sentence. */
  readonly fix: string;
  /** The hosts and providers that the finding concerns; empty when it concerns every one. */
  readonly affects: readonly string[];
  /** The place in the sources, if the finding or its tool was found there. */
  readonly place?: SourcePlace;
}
