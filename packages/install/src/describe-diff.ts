import { redactText } from "@mortise/protocol";
import { createTwoFilesPatch } from "diff";
import { decode } from "./edit/bytes.ts";
import type { Plan } from "./plan.ts";

const CONTEXT = 3;
const HIDDEN = "(redacted)";

/** Shorter values stay: they stand in every text, and hiding them would hide the text. */
const SHORTEST_SECRET = 4;

/**
 * Describes a plan as a unified diff; empty for a plan that changes nothing.
 *
 * The values of `secrets` with four characters or more are left out, however they are escaped, and so is
 * whatever looks like a credential in the lines around.
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
  const body = lines.indexOf("@@");
  return lines.slice(0, body) + hide(lines.slice(body) + mark, secrets);
}

function hide(text: string, secrets: readonly string[]): string {
  const hidden = [...new Set(secrets)]
    .filter((each) => each.length >= SHORTEST_SECRET)
    .sort((one, other) => other.length - one.length);
  const spelled = hidden.flatMap(spellingsOf);
  const whole = text.replaceAll(LITERAL, (literal) => hideInLiteral(literal, hidden));
  return redactText(replaceAll(whole, spelled));
}

/** A string of one line, in JSON and in the double quotes of TOML and YAML. */
const LITERAL = /"(?:[^"\\\n]|\\[^\n])*"/g;

/** Escapes such as `\u0061` spell a value in ways that the text does not show. */
function hideInLiteral(literal: string, secrets: readonly string[]): string {
  if (!literal.includes("\\")) return literal;
  try {
    const value = String(JSON.parse(literal));
    const hidden = replaceAll(value, secrets);
    return hidden === value ? literal : JSON.stringify(hidden);
  } catch {
    return literal;
  }
}

/** A value stands as it is, with the escapes of JSON, in single quotes of YAML, and line by line. */
function spellingsOf(secret: string): string[] {
  const lines = secret.split(/\r?\n/).map((line) => line.trim());
  return [
    secret,
    JSON.stringify(secret).slice(1, -1),
    secret.replaceAll("'", "''"),
    ...lines.filter((line) => line.length >= SHORTEST_SECRET),
  ];
}

function replaceAll(text: string, parts: readonly string[]): string {
  return parts.reduce((rest, part) => rest.replaceAll(part, HIDDEN), text);
}
