import type { Place } from "./call-state.ts";

/** The last attempt to load the server under development. */
export interface BuildState {
  /** The outcome, or `building` until there is one. */
  readonly status: "building" | "ready" | "failed";
  /** When `status` began, in milliseconds since 1970. */
  readonly at: number;
  /** Counts the versions that were served. */
  readonly version: number;
  /** From the change of a file to the new version being served, in milliseconds. */
  readonly ms?: number;
  /** Why the file did not load. */
  readonly error?: {
    readonly message: string;
    readonly place?: Place;
    /** Lines of the source around the place. */
    readonly frame?: readonly { readonly line: number; readonly text: string }[];
    readonly stack?: readonly Place[];
  };
  /** The version that is still served while the newest does not load. */
  readonly servingSince?: number;
}

/** A difference between two versions of the server under development. */
export interface SchemaChange {
  /** The way in which the definition differs. */
  readonly kind: "added" | "removed" | "changed";
  /** The kind of the definition. */
  readonly subject: "tool" | "prompt" | "resource" | "template";
  /** The name, or the URI of a resource or template. */
  readonly name: string;
  /** A client that fitted before may fail now. */
  readonly isBreaking: boolean;
  /** The difference, in one sentence. */
  readonly text: string;
  /** The part before, if it is small. */
  readonly before?: unknown;
  /** The part now, if it is small. */
  readonly after?: unknown;
}

/** The differences that one reload made. */
export interface SchemaDiff {
  /** The connection of the server. */
  readonly connection: string;
  /** When the version began to serve, in milliseconds since 1970. */
  readonly at: number;
  /** The version that has the differences. */
  readonly version: number;
  /** The differences, at least one. */
  readonly changes: readonly SchemaChange[];
}
