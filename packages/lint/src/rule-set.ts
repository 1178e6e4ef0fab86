import { MortiseError, nearest } from "@mortise/protocol";
import type { Severity } from "./finding.ts";
import { noAnnotations, wrongAnnotations } from "./rule/annotations.ts";
import { broadTool } from "./rule/broad-tool.ts";
import { tokenCost, toolCount } from "./rule/cost.ts";
import { descriptionLength, descriptionMissing, parameterDescription } from "./rule/description.ts";
import { hiddenCharacters, instructionsToModel } from "./rule/hidden-text.ts";
import { noOutputSchema } from "./rule/no-output-schema.ts";
import { noTimeout } from "./rule/no-timeout.ts";
import { providerChange } from "./rule/provider-change.ts";
import { rawException } from "./rule/raw-exception.ts";
import type { Rule } from "./rule/rule.ts";
import { secret } from "./rule/secret.ts";
import { selfRetrieval, similarDescriptions } from "./rule/similar-tools.ts";
import { stdioForMany } from "./rule/stdio-for-many.ts";
import { nameCharacters, nameCollision, nameLength } from "./rule/tool-name.ts";
import { viewMissing, viewOrigin, viewScheme, viewType } from "./rule/view.ts";

/** Every rule, in the order of the findings on one tool. */
const ALL_RULES: readonly Rule[] = [
  broadTool,
  nameLength,
  nameCharacters,
  nameCollision,
  descriptionMissing,
  descriptionLength,
  parameterDescription,
  similarDescriptions,
  selfRetrieval,
  noAnnotations,
  wrongAnnotations,
  noOutputSchema,
  noTimeout,
  rawException,
  stdioForMany,
  secret,
  hiddenCharacters,
  instructionsToModel,
  tokenCost,
  toolCount,
  providerChange,
  viewScheme,
  viewMissing,
  viewType,
  viewOrigin,
];

/** A rule, for lists of rules and for SARIF. */
export interface RuleInfo {
  /** The name in kebab case; stable. */
  readonly id: string;
  /** The usual severity of its findings. */
  readonly severity: Severity;
  /** The faults that the rule finds, in one sentence. */
  readonly about: string;
}

/** The rules, in the order of the findings on one tool. */
export const RULES: readonly RuleInfo[] = ALL_RULES.map(({ id, severity, about }) => ({
  id,
  severity,
  about,
}));

/**
 * Gives the rules that are not switched off.
 *
 * @throws MortiseError `INVALID_OPTION` for the name of a rule that there is not.
 */
export function chooseRules(off: readonly string[] = []): readonly Rule[] {
  const ids = ALL_RULES.map(({ id }) => id);
  const unknown = off.find((id) => !ids.includes(id));
  if (unknown !== undefined) {
    const near = nearest(unknown, ids);
    const advice =
      near === undefined ? `the rules are ${ids.join(", ")}` : `did you mean "${near}"?`;
    throw new MortiseError(
      "INVALID_OPTION",
      `There is no rule ${JSON.stringify(unknown)}; ${advice}`,
    );
  }
  return ALL_RULES.filter(({ id }) => !off.includes(id));
}
