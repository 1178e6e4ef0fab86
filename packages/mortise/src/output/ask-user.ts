import { isCancel, note } from "@clack/prompts";
import type { ElicitRequestParams, ElicitResult, JsonSchema } from "@mortise/protocol";
import type { AskOptions, FieldValue } from "./ask-field.ts";
import { askField } from "./ask-field.ts";
import { askYesOrNo } from "./ask-yes-or-no.ts";
import type { KeySource } from "./keyboard.ts";
import { toLine } from "./printable.ts";
import { toSizedScreen } from "./sized-screen.ts";
import { hideSpinner } from "./spinner.ts";

/** Where the user is asked. */
export interface AskUserOptions {
  readonly signal?: AbortSignal;
  /** Why the last answer did not fit, when the question is asked again. */
  readonly reason?: string;
  /** The answers that did not fit, with which the fields begin. Default: none. */
  readonly last?: ElicitResult["content"];
  /** Called when the user types Ctrl+C, beside the answer, which is then `cancel`. */
  readonly onInterrupt?: () => void;
  /** Default: standard input. */
  readonly source?: KeySource;
  /** Default: standard error. */
  readonly screen?: NodeJS.WritableStream;
}

/** Asks the user the question of a server, field by field; Ctrl+C and Escape cancel it. */
export async function askUser(
  params: ElicitRequestParams,
  { screen = process.stderr, reason, last = {}, ...options }: AskUserOptions = {},
): Promise<ElicitResult> {
  hideSpinner();
  const ask: AskOptions = { ...options, screen: toSizedScreen(screen) };
  if (params.mode === "url") return askToVisit(params, ask);
  const why = reason === undefined ? "" : `\nThe last answer did not fit: ${toLine(reason)}`;
  note(`${toLine(params.message)}${why}`, "The server asks", { output: ask.screen });
  const content: Record<string, FieldValue> = {};
  const { properties, required } = (params.requestedSchema ?? {}) as {
    properties?: Record<string, JsonSchema>;
    required?: readonly string[];
  };
  for (const [name, schema] of Object.entries(properties ?? {})) {
    const isRequired = Array.isArray(required) && required.includes(name);
    const answer = Object.hasOwn(last, name) ? last[name] : undefined;
    const value = await askField({ name, schema, isRequired, answer }, ask);
    if (typeof value === "symbol") return { action: "cancel" };
    if (value !== undefined) content[name] = value;
  }
  const send = await askYesOrNo("Send this answer?", { ...ask, isYesFirst: true });
  if (isCancel(send)) return { action: "cancel" };
  return send ? { action: "accept", content } : { action: "decline" };
}

async function askToVisit(
  { message, url }: { readonly message: string; readonly url: string },
  ask: AskOptions,
): Promise<ElicitResult> {
  // Letters that look like others are shown as the name they stand for.
  const shown = URL.canParse(url) ? new URL(url).href : url;
  note(`${toLine(message)}\n${toLine(shown)}`, "The server asks you to visit", {
    output: ask.screen,
  });
  const done = await askYesOrNo("Done?", { ...ask, isYesFirst: true });
  return { action: isCancel(done) ? "cancel" : done ? "accept" : "decline" };
}
