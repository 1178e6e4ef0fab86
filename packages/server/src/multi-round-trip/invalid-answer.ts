import { ToolError } from "@mortise/protocol";
import type { Reading } from "../client-feature/question.ts";

/** How often a user is asked again after an answer that does not fit. */
export const MAX_REFUSALS = 3;

/** Characters of the reason that a user reads. */
const MAX_REASON = 500;

/** The reason why an answer is none. */
type Refused = Exclude<Reading<unknown>, { readonly answer: unknown }>;

/** Makes the error of a question whose answer does not fit, with the reason. */
export function invalidAnswer(key: string, { refused, issues }: Refused): ToolError {
  return new ToolError(`The client gave an answer to "${key}" that does not fit: ${refused}`, {
    code: "invalid_answer",
    data: { question: key, ...(issues && { issues }) },
  });
}

/** Adds to the message of a form the reason why the last answer did not fit. */
export function askingAgain(params: object, refused: string): object {
  const { message } = params as { readonly message?: string };
  const reason = refused.slice(0, MAX_REASON);
  return { ...params, message: `${message}\n\nThe last answer did not fit: ${reason}` };
}
