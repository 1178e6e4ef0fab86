import type { JsonObject, Repair } from "@mortise/protocol";
import { canonicalJson } from "@mortise/protocol";
import type { Admission } from "@mortise/server";

/** An admission as a task keeps it: input that the arguments hold already is not kept twice. */
export interface StoredAdmission {
  readonly repaired: readonly Repair[];
  readonly valid?: {
    readonly input?: unknown;
    /** The input is the arguments as they are. */
    readonly isArguments?: true;
    readonly repairs: readonly Repair[];
  };
}

/** Leaves out what the arguments of the call hold. */
export function storeAdmission(admission: Admission, args: JsonObject): StoredAdmission {
  const { repaired, valid } = admission;
  if (valid === undefined || !isSame(valid.input, args)) return { ...admission };
  return { repaired, valid: { isArguments: true, repairs: valid.repairs } };
}

/** Makes the admission of a call from what its task keeps. */
export function readAdmission({ repaired, valid }: StoredAdmission, args: JsonObject): Admission {
  if (valid === undefined) return { repaired };
  const { input, isArguments, repairs } = valid;
  return { repaired, valid: { input: isArguments ? args : input, repairs } };
}

/** Values that cannot be compared, such as ones that are nested too deep, are kept both. */
function isSame(input: unknown, args: JsonObject): boolean {
  try {
    return canonicalJson(input) === canonicalJson(args);
  } catch {
    return false;
  }
}
