import { untilAborted } from "@mortise/protocol";
import type { AgentMessage } from "../conversation/message.ts";
import type { LanguageModelStreamPart } from "../language-model/answer.ts";
import type { LanguageModel, LanguageModelCall } from "../language-model/language-model.ts";
import type { LanguageModelMessage, LanguageModelTool } from "../language-model/prompt.ts";
import { wellFormed } from "../text/well-formed.ts";
import type { ModelStepResult, TextPiece } from "./answer-reader.ts";
import { AnswerReader } from "./answer-reader.ts";

/** One call of the model. */
export interface ModelStepRequest {
  readonly model: LanguageModel;
  /** The system prompt; none when it is empty. */
  readonly instructions: string;
  /** The conversation so far, fit for the model. */
  readonly messages: readonly AgentMessage[];
  /** The tools that the model may call. */
  readonly tools: readonly LanguageModelTool[];
  /** Whether the model may call tools. */
  readonly toolChoice: "auto" | "none";
  readonly maxOutputTokens?: number;
  readonly temperature?: number;
  readonly stopSequences?: readonly string[];
  /** Ends the call. */
  readonly signal: AbortSignal;
  /** Called for each part of the stream, before its content is processed. */
  readonly onActivity: () => void;
  /** Called with each piece of text; the next part waits for it. */
  readonly onText: (piece: TextPiece) => Promise<void>;
}

/**
 * Calls the model once and reads its answer.
 *
 * Rejects with whatever goes wrong, a failure in the middle of the stream too, and with the
 * signal's reason as soon as the signal aborts, even when the model ignores it.
 */
export async function runModelStep(request: ModelStepRequest): Promise<ModelStepResult> {
  const { model, signal, onActivity } = request;
  const answer = new AnswerReader(request);
  const { stream } = await untilAborted(model.doStream(toCall(request)), signal);
  const reader = stream.getReader();
  try {
    for (;;) {
      const { done, value } = await untilAborted(reader.read(), signal);
      if (done) return answer.finish();
      onActivity();
      // Parts of further types, which adapters add now and then, are passed over.
      await answer.read(value as LanguageModelStreamPart);
    }
  } finally {
    // Lets go of a stream that is not read to its end; one that has ended or failed does not mind.
    void reader.cancel().catch(() => undefined);
  }
}

function toCall(request: ModelStepRequest): LanguageModelCall {
  const { instructions, messages, tools, toolChoice, signal } = request;
  const { maxOutputTokens, temperature, stopSequences } = request;
  const system: LanguageModelMessage[] = instructions
    ? [{ role: "system", content: instructions }]
    : [];
  return {
    // Providers refuse half characters as invalid JSON.
    prompt: wellFormed([...system, ...messages]),
    ...(tools.length && { tools: wellFormed(tools), toolChoice: { type: toolChoice } }),
    ...(maxOutputTokens !== undefined && { maxOutputTokens }),
    ...(temperature !== undefined && { temperature }),
    ...(stopSequences && { stopSequences }),
    abortSignal: signal,
    // State that a provider keeps cannot be continued at another.
    providerOptions: { openai: { store: false } },
  };
}
