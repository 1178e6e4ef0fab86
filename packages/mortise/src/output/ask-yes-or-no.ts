import { confirm } from "@clack/prompts";
import type { AskOptions } from "./ask-field.ts";
import { withKeyboard } from "./ask-field.ts";
import { toSizedScreen } from "./sized-screen.ts";

/** Where and how a question is asked. */
interface YesOrNoOptions extends Partial<AskOptions> {
  /** Whether the choice begins at yes. Default `false`. */
  readonly isYesFirst?: boolean;
}

/** Asks a question on the terminal; Ctrl+C and Escape are answered by a symbol. */
export function askYesOrNo(
  message: string,
  { screen = process.stderr, isYesFirst = false, ...options }: YesOrNoOptions = {},
): Promise<boolean | symbol> {
  const ask: AskOptions = { ...options, screen: toSizedScreen(screen) };
  return withKeyboard(ask, { pastes: false }, (common) =>
    confirm({ message, initialValue: isYesFirst, ...common }),
  );
}
