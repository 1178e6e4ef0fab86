import { isCancel, select } from "@clack/prompts";
import type { KeySource } from "./keyboard.ts";
import { Keyboard } from "./keyboard.ts";
import { toName } from "./printable.ts";
import { toSizedScreen } from "./sized-screen.ts";

/** The answer of the user to a call that needs approval; `stop` also ends the whole answer. */
export type ApprovalAnswer = "yes" | "always" | "no" | "stop";

/** Where the question is asked. */
export interface ApprovalOptions {
  readonly signal: AbortSignal;
  /** Default: standard input. */
  readonly source?: KeySource;
  /** Default: standard error. */
  readonly screen?: NodeJS.WritableStream;
}

/**
 * Asks on the terminal whether a tool may be called. The choice begins at no; only keys that are
 * typed one by one move it, never pasted text. Ctrl+C is `stop`.
 */
export async function askApproval(
  tool: string,
  { signal, source, screen = process.stderr }: ApprovalOptions,
): Promise<ApprovalAnswer> {
  let isInterrupted = false;
  using keyboard = new Keyboard({
    screen,
    onInterrupt: () => {
      isInterrupted = true;
    },
    ...(source && { source }),
  });
  const name = toName(tool);
  const answer = await select<ApprovalAnswer>({
    message: `Call ${name}?`,
    options: [
      { value: "no", label: "No" },
      { value: "yes", label: "Yes, this once" },
      { value: "always", label: `Yes, and ${name} from now on` },
    ],
    initialValue: "no",
    input: keyboard,
    output: toSizedScreen(screen),
    signal,
  });
  if (isInterrupted) return "stop";
  return isCancel(answer) ? "no" : answer;
}
