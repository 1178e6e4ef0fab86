import type { Conversation } from "../conversation/conversation.ts";
import type { FilePart } from "../conversation/message.ts";
import { shortenResults } from "../conversation/shorten-results.ts";
import { adaptMessages } from "../model/adapt-messages.ts";
import type { ModelStepResult } from "../model/answer-reader.ts";
import { filesOf } from "../model/fit-files.ts";
import { isContentRefusal, isTooLong } from "../model/model-refusal.ts";
import type { AskModelOptions, ModelQuestion } from "./ask-model.ts";
import { askModel } from "./ask-model.ts";

/** The conversation that a model is asked about, beside the settings of {@link askModel}. */
export interface RecoveryOptions extends AskModelOptions {
  readonly conversation: Conversation;
  /** The files that the provider refused before; those that it refuses now are added. */
  readonly refusedFiles: WeakSet<FilePart>;
}

/** Stands for the refusal of every file. */
const EVERY_FILE: Pick<WeakSet<FilePart>, "has"> = { has: () => true };

/**
 * Calls the model, and calls it again when its provider refuses the conversation: with shorter tool
 * results if it is too long, and without files if one of them may be the reason. Each is
 * reported as `model-retry`.
 */
export async function askWithRecovery(
  question: Omit<ModelQuestion, "messages">,
  options: RecoveryOptions,
): Promise<ModelStepResult> {
  const { conversation, refusedFiles, events, onPartialText } = options;
  let hasSpoken = false;
  let isWithoutFiles = false;
  const watched = {
    ...options,
    onPartialText: (text: string): void => {
      hasSpoken ||= text !== "";
      onPartialText(text);
    },
  };
  for (let attempt = 1; ; attempt++) {
    const refused = isWithoutFiles ? EVERY_FILE : refusedFiles;
    const messages = adaptMessages(conversation.messages, question.model, refused);
    try {
      const answer = await askModel({ ...question, messages }, watched);
      if (isWithoutFiles) {
        for (const file of conversation.messages.flatMap(filesOf)) refusedFiles.add(file);
      }
      return answer;
    } catch (error) {
      question.signal.throwIfAborted();
      if (hasSpoken) throw error;
      let reason = isTooLong(error) ? shorten(conversation) : undefined;
      if (reason === undefined && isContentRefusal(error)) {
        const count = messages.flatMap(filesOf).length;
        isWithoutFiles = count > 0;
        if (count) reason = `the request was refused, and ${count} of its files are left out`;
      }
      if (reason === undefined) throw error;
      await events.emit({ type: "model-retry", attempt, reason, delayMs: 0 });
    }
  }
}

/** Shortens the results of tools, and says so; `undefined` when there is nothing to shorten. */
function shorten(conversation: Conversation): string | undefined {
  const shortened = shortenResults(conversation.messages);
  if (shortened === undefined) return undefined;
  const { messages, count } = shortened;
  conversation.replace(messages);
  return `the conversation is too long for the model, and ${count} tool results are shortened`;
}
