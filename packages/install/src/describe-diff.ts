import { redactText } from "@mortise/protocol";
import { createTwoFilesPatch } from "diff";
import { decode } from "./edit/bytes.ts";
import type { Plan } from "./plan.ts";

const CONTEXT = 3;
const HIDDEN = "(redacted)";

/**
 * Describes a plan as a unified diff, with the values of `secrets` and whatever looks like a
 * credential in the lines around left out; empty for a plan that changes nothing.
 */
export function describeDiff(path: string, plan: Plan, secrets: readonly string[] = []): string {
  if (plan.before === plan.after) return "";
  const [before, after] = [plan.before, plan.after].map((bytes) => decode(bytes));
  const from = plan.before === undefined ? "/dev/null" : path;
  const to = plan.after === undefined ? "/dev/null" : path;
  const patch = createTwoFilesPatch(from, to, before?.text ?? "", after?.text ?? "", "", "", {
    context: CONTEXT,
  });
  const lines = patch.slice(patch.indexOf("---")).replaceAll("\r\n", "\n").replaceAll("\t\n", "\n");
  const mark = before?.hasMark === true && after?.hasMark === false ? "-(byte-order mark)\n" : "";
  return hide(lines + mark, secrets);
}

function hide(text: string, secrets: readonly string[]): string {
  const written = secrets
    .filter((each) => each !== "")
    .map((each) => JSON.stringify(each).slice(1, -1));
  const hidden = written.reduce((rest, each) => rest.replaceAll(each, HIDDEN), text);
  return redactText(hidden);
}
