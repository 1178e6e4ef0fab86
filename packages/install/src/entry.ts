/** A server as a client is to start it, or to reach it. */
export type ServerEntry = ProcessEntry | UrlEntry;

/** A server that the client starts, over stdio. */
export interface ProcessEntry {
  readonly kind: "process";
  /** The program, as an absolute path wherever it is known. */
  readonly command: string;
  /** The words after the program. */
  readonly args: readonly string[];
  /** The variables with their values. */
  readonly env: Readonly<Record<string, string>>;
  /** Variables that the client is to take from its own environment, so that the file holds no value. */
  readonly references: readonly string[];
}

/** A server that the client reaches over Streamable HTTP. */
export interface UrlEntry {
  readonly kind: "url";
  /** The URL of its endpoint. */
  readonly url: string;
  /** Headers of each request, with their values. */
  readonly headers: Readonly<Record<string, string>>;
}

/** A member of a configuration that is an object. */
export type Members = Readonly<Record<string, unknown>>;

/** Returns whether a value is an object with members. */
export function isMembers(value: unknown): value is Members {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
