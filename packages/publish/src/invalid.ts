import { MortiseError } from "@mortise/protocol";

/** Makes the error of a value that cannot be published. */
export function invalid(message: string): MortiseError<"INVALID_OPTION"> {
  return new MortiseError("INVALID_OPTION", message);
}
