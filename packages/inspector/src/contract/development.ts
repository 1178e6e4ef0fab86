import type { Place } from "./call-state.ts";

/** The last attempt to load the server under development. */
export interface BuildState {
  readonly status: "building" | "ready" | "failed";
  readonly at: number;
  /** Counts the versions that were served. */
  readonly version: number;
  /** From the change of a file to the new version being served, in milliseconds. */
  readonly ms?: number;
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
  readonly kind: "added" | "removed" | "changed";
  readonly subject: "tool" | "prompt" | "resource" | "template";
  readonly name: string;
  /** A client that fitted before may fail now. */
  readonly isBreaking: boolean;
  /** The difference, in one sentence. */
  readonly text: string;
  readonly before?: unknown;
  readonly after?: unknown;
}

/** The differences that one reload made. */
export interface SchemaDiff {
  readonly connection: string;
  readonly at: number;
  readonly version: number;
  readonly changes: readonly SchemaChange[];
}
