import type { Severity } from "@mortise/lint";
import type { ResultFlags } from "../../invocation/result-flags.ts";

/** The options of `mortise lint`, as commander reads them. */
export interface LintFlags extends ResultFlags {
  readonly sarif?: boolean;
  readonly off?: readonly string[];
  readonly failOn: Severity | "never";
}
