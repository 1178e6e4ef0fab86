import { isTooDeep, MAX_DEPTH } from "../../contract/index.ts";
import { HostFailure } from "./host-failure.ts";

/** @throws HostFailure 502 for a value that is nested deeper than 1,000 levels. */
export function refuseTooDeep(value: unknown, step: string): void {
  if (!isTooDeep(value)) return;
  throw new HostFailure(502, {
    code: "TOO_DEEP",
    step,
    cause: `it is nested deeper than ${MAX_DEPTH} levels`,
    fix: "have the server send flatter values; the wire log has these as text",
  });
}
