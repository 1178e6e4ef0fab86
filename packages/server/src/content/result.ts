import type { ContentBlock, JsonObject } from "@mortise/protocol";

/** The parts of a tool result that an author may set one by one. */
export interface ResultParts {
  /** Blocks, or text for a single text block. Default: `structured` as JSON text. */
  readonly content?: string | readonly (ContentBlock | string)[];
  /** The structured content; checked against the tool's `output` schema if it has one. */
  readonly structured?: unknown;
  /** Goes to the client as `_meta`. */
  readonly meta?: JsonObject;
  /** The tool failed, and the content says how. Default `false`. */
  readonly isError?: boolean;
}

/** A tool result whose parts the author has set one by one; made by {@link result}. */
export class ComposedResult {
  /** The parts that `result` was given. */
  readonly parts: ResultParts;

  constructor(parts: ResultParts) {
    this.parts = parts;
  }
}

/** Makes a tool result from its parts, for handlers that a plain return value does not serve. */
export function result(parts: ResultParts): ComposedResult {
  return new ComposedResult(parts);
}
