import { MortiseError } from "@mortise/protocol";

/** Characters of a name, with which it fits into an index of every database in any script. */
const MAX_NAME = 500;

/**
 * Checks the name of a step, or the key of a question.
 *
 * @throws MortiseError `INVALID_DEFINITION` for one that a row does not give back as it was.
 */
export function checkName(of: "step" | "question", name: string): void {
  const fault = findFault(name);
  if (fault === undefined) return;
  const shown = typeof name === "string" ? JSON.stringify(name.slice(0, 50)) : String(name);
  throw new MortiseError(
    "INVALID_DEFINITION",
    `The name ${shown} of a ${of} ${fault}; use a text of up to ${MAX_NAME} characters`,
  );
}

function findFault(name: unknown): string | undefined {
  if (typeof name !== "string") return "is no text";
  if (name.length > MAX_NAME) return `has ${name.length} characters`;
  if (name.includes("\0")) return "has the character 0";
  return name.isWellFormed() ? undefined : "has half a character";
}
