import type { FoundValue } from "../language/extract-values.ts";
import type { ParameterSchema, ToolProfile } from "../tool/tool-profile.ts";

/** A parameter that wants a value. */
export interface ParameterSlot {
  readonly key: string;
  readonly parameter: ParameterSchema;
  /** Whether it is the only required parameter of its type, so that weak evidence may do. */
  readonly isSole: boolean;
  /** Every tool, whose parameters may lay claim to the same value. */
  readonly tools: readonly ToolProfile[];
}

/** A value beside the parameter that it might go into. */
export interface Candidate {
  readonly value: FoundValue;
  readonly slot: ParameterSlot;
  /** How many words of the parameter's name stand near the value. */
  readonly hits: number;
}
