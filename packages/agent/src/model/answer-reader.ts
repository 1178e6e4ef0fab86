import type {
  AgentMessage,
  AssistantMessage,
  ProviderNotes,
  ReasoningPart,
  TextPart,
} from "../conversation/message.ts";
import { toolCallsOf } from "../conversation/message.ts";
import type {
  LanguageModelReasoningPart,
  LanguageModelStreamPart,
  LanguageModelTextPart,
  LanguageModelToolCall,
  LanguageModelUsage,
} from "../language-model/answer.ts";
import type { LanguageModelTool } from "../language-model/prompt.ts";
import { BrokenAnswer } from "./broken-answer.ts";
import type { RequestedCall } from "./requested-call.ts";
import { CallReader } from "./requested-call.ts";

/** A piece of a text, as it comes. */
export type TextPiece =
  | { readonly type: "text-start" }
  | { readonly type: "text-delta"; readonly text: string }
  | { readonly type: "text-end"; readonly text: string };

/** The answer of one call of the model. */
export interface ModelStepResult {
  /** The answer as the conversation keeps it. */
  readonly message: AssistantMessage;
  /** The tool calls that the answer asks for. */
  readonly calls: readonly RequestedCall[];
  /** The texts of the answer. */
  readonly text: string;
  /** Why the answer ended. */
  readonly finish: "stop" | "tool-calls" | "length" | "refusal";
  /** The tokens that the call used. */
  readonly usage: { readonly inputTokens: number; readonly outputTokens: number };
}

/** The call of an {@link AnswerReader}. */
export interface AnswerReaderOptions {
  /** The conversation before the answer. */
  readonly messages: readonly AgentMessage[];
  /** The tools that the model was offered. */
  readonly tools: readonly LanguageModelTool[];
  /** Called with each piece of text; the next part waits for it. */
  readonly onText: (piece: TextPiece) => Promise<void>;
}

type Mutable<Type> = { -readonly [Key in keyof Type]: Type[Key] };

const FINISHES: Readonly<Record<string, ModelStepResult["finish"]>> = {
  stop: "stop",
  "tool-calls": "tool-calls",
  length: "length",
  "content-filter": "refusal",
  other: "stop",
};

/** Puts an answer together from the parts of its stream. */
export class AnswerReader {
  readonly #onText: AnswerReaderOptions["onText"];
  readonly #calls: CallReader;
  readonly #content: AssistantMessage["content"][number][] = [];
  readonly #texts = new Map<string, Mutable<TextPart>>();
  readonly #thoughts = new Map<string, Mutable<ReasoningPart>>();
  #usage: ModelStepResult["usage"] = { inputTokens: 0, outputTokens: 0 };
  #finish: ModelStepResult["finish"] | undefined;

  constructor({ messages, tools, onText }: AnswerReaderOptions) {
    this.#onText = onText;
    const ids = messages.flatMap((each) => toolCallsOf(each).map(({ toolCallId }) => toolCallId));
    this.#calls = new CallReader(tools, ids);
  }

  /** Takes the next part of the stream; throws the error that the stream reports. */
  async read(part: LanguageModelStreamPart): Promise<void> {
    switch (part.type) {
      case "text-start":
      case "text-delta":
      case "text-end":
        await this.#readText(part);
        break;
      case "reasoning-start":
      case "reasoning-delta":
      case "reasoning-end":
        this.#readThought(part);
        break;
      case "tool-call":
        this.#readCall(part);
        break;
      case "finish":
        this.#finish = FINISHES[part.finishReason.unified];
        this.#usage = toUsage(part.usage);
        break;
      case "error":
        throw part.error;
    }
  }

  /**
   * Gives the answer that was read.
   *
   * @throws BrokenAnswer when it is empty or has no end.
   */
  finish(): ModelStepResult {
    if (this.#finish === undefined) throw new BrokenAnswer("the answer broke off before its end");
    const content = this.#content.filter(
      (part) => part.type === "tool-call" || part.text !== "" || part.providerOptions !== undefined,
    );
    const texts = content.flatMap((part) => (part.type === "text" ? [part.text] : []));
    const text = texts.join("\n").trim();
    const calls = this.#calls.read;
    if (!calls.length && !text && this.#finish === "stop") {
      throw new BrokenAnswer("the answer was empty");
    }
    return {
      message: { role: "assistant", content },
      calls,
      text,
      finish: calls.length ? "tool-calls" : this.#finish,
      usage: this.#usage,
    };
  }

  async #readText(part: LanguageModelTextPart): Promise<void> {
    // Some servers use one id for every text of an answer.
    if (part.type === "text-start") this.#texts.delete(part.id);
    const text = this.#open(this.#texts, part.id, { type: "text", text: "" });
    Object.assign(text, toNotes(part.providerMetadata));
    if (part.type === "text-start") await this.#onText({ type: "text-start" });
    else if (part.type === "text-end") await this.#onText({ type: "text-end", text: text.text });
    else if (part.delta !== "") {
      text.text += part.delta;
      await this.#onText({ type: "text-delta", text: part.delta });
    }
  }

  #readThought(part: LanguageModelReasoningPart): void {
    if (part.type === "reasoning-start") this.#thoughts.delete(part.id);
    const thought = this.#open(this.#thoughts, part.id, { type: "reasoning", text: "" });
    Object.assign(thought, toNotes(part.providerMetadata));
    if (part.type === "reasoning-delta") thought.text += part.delta;
  }

  #readCall(part: LanguageModelToolCall): void {
    const { id, name, args } = this.#calls.add(part);
    const notes = toNotes(part.providerMetadata);
    // Providers take objects only, also for a call whose arguments could not be read.
    this.#content.push({
      type: "tool-call",
      toolCallId: id,
      toolName: name,
      input: args,
      ...notes,
    });
  }

  /** Gives the part that has an id, which begins where the id is new. */
  #open<Part extends Mutable<TextPart> | Mutable<ReasoningPart>>(
    parts: Map<string, Part>,
    id: string,
    empty: Part,
  ): Part {
    const part = parts.get(id) ?? empty;
    if (part !== empty) return part;
    parts.set(id, part);
    this.#content.push(part);
    return part;
  }
}

function toUsage({ inputTokens, outputTokens }: LanguageModelUsage): ModelStepResult["usage"] {
  return { inputTokens: inputTokens.total ?? 0, outputTokens: outputTokens.total ?? 0 };
}

function toNotes(metadata: ProviderNotes | undefined): { providerOptions?: ProviderNotes } {
  return metadata === undefined ? {} : { providerOptions: metadata };
}
