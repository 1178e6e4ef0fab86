import { isCancel, password } from "@clack/prompts";
import { MortiseError } from "@mortise/protocol";
import type { AskOptions } from "./ask-field.ts";
import { withKeyboard } from "./ask-field.ts";

/**
 * Asks for a value on the terminal, without showing it.
 *
 * @throws MortiseError `ABORTED` when the user leaves the question.
 */
export async function askSecret(
  message: string,
  options: Partial<AskOptions> = {},
): Promise<string> {
  const ask: AskOptions = { screen: process.stderr, ...options };
  const answer = await withKeyboard(ask, { pastes: true }, (common) =>
    password({ message, validate: (value) => (value ? undefined : "Enter a value"), ...common }),
  );
  if (!isCancel(answer)) return answer;
  throw new MortiseError("ABORTED", "The question was left without an answer");
}
