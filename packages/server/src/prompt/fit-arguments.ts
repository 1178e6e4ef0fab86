import type { StandardResult } from "@mortise/protocol";
import { repairArguments } from "@mortise/protocol";
import type { CompiledSchema } from "../schema/compile-schema.ts";
import { dropBlanks } from "../schema/drop-blanks.ts";

/** The arguments of a prompt, and what its schema says of them. */
export interface FittedArguments {
  /** The arguments as they were given, or as they were repaired. */
  readonly value: unknown;
  readonly checked: StandardResult<unknown>;
}

/**
 * Validates the arguments of a prompt, and repairs those that do not fit: they arrive as texts, so a
 * number or boolean is read out of one, and a blank is nothing.
 */
export async function fitArguments(
  { json, validate }: CompiledSchema,
  given: unknown,
): Promise<FittedArguments> {
  const checked = await validate(given);
  if (!checked.issues) return { value: given, checked };
  const filled = dropBlanks(given, json, checked.issues);
  const { value, repairs } = repairArguments(filled ?? given, json);
  if (!filled && repairs.length === 0) return { value: given, checked };
  return { value, checked: await validate(value) };
}
