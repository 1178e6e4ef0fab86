import type { Clock } from "@mortise/protocol";
import { MortiseError, pause } from "@mortise/protocol";
import type { EventPort } from "../event/event-port.ts";
import type { ModelStepResult, TextPiece } from "../model/answer-reader.ts";
import type { ModelStepRequest } from "../model/model-step.ts";
import { runModelStep } from "../model/model-step.ts";
import { retryDelay, retryReason } from "../model/retry-policy.ts";

/** A model call without what {@link askModel} adds to it. */
export type ModelQuestion = Omit<ModelStepRequest, "onActivity" | "onText">;

/** The model, the limits and the callbacks of {@link askModel}. */
export interface AskModelOptions {
  readonly clock: Clock;
  /** How long the model may stay silent, in milliseconds. */
  readonly silenceMs: number;
  readonly events: EventPort;
  /** Called with the text so far, which is all that is left when the step fails. */
  readonly onPartialText: (text: string) => void;
}

/**
 * Calls the model, and calls it again after a failure that may pass, as long as it has said
 * nothing: text that was shown cannot be taken back.
 */
export async function askModel(
  question: ModelQuestion,
  options: AskModelOptions,
): Promise<ModelStepResult> {
  const { clock, events, onPartialText } = options;
  for (let attempt = 1; ; attempt++) {
    let text = "";
    const onText = async (piece: TextPiece): Promise<void> => {
      if (piece.type === "text-delta") text += piece.text;
      onPartialText(text);
      await events.emit(piece);
    };
    try {
      return await runWithinSilence(question, options, onText);
    } catch (error) {
      question.signal.throwIfAborted();
      const delayMs = text === "" ? retryDelay({ error, attempt, now: clock.now() }) : undefined;
      if (delayMs === undefined) throw error;
      await events.emit({ type: "model-retry", attempt, reason: retryReason(error), delayMs });
      const { signal } = question;
      await pause(delayMs, { clock, signal });
      signal.throwIfAborted();
    }
  }
}

async function runWithinSilence(
  question: ModelQuestion,
  { clock, silenceMs }: AskModelOptions,
  onText: ModelStepRequest["onText"],
): Promise<ModelStepResult> {
  const silent = new AbortController();
  const error = new MortiseError(
    "TIMEOUT",
    `The model was silent for ${silenceMs / 1000} seconds`,
    { data: { timeoutMs: silenceMs } },
  );
  const watch = (): (() => void) => clock.schedule(silenceMs, () => silent.abort(error));
  let cancel = watch();
  try {
    return await runModelStep({
      ...question,
      signal: AbortSignal.any([question.signal, silent.signal]),
      onActivity() {
        cancel();
        cancel = watch();
      },
      async onText(piece) {
        // A reader that is slow is no silence of the model.
        cancel();
        await onText(piece);
        cancel = watch();
      },
    });
  } finally {
    cancel();
  }
}
