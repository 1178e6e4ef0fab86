import type { LanguageModelV4, LanguageModelV4StreamPart } from "@ai-sdk/provider";
import type { LanguageModelMiddleware, ModelMessage, TextStreamPart, ToolSet } from "ai";
import { jsonSchema, streamText, tool, wrapLanguageModel } from "ai";
import type { AgentMessage, AssistantMessage, ProviderNotes } from "../conversation/message.ts";
import { toolCallsOf } from "../conversation/message.ts";
import type { Usage } from "../event/agent-event.ts";
import type { AgentTool } from "../tool/agent-tool.ts";
import { toToolDefinition } from "../tool/tool-definition.ts";
import { BrokenAnswer } from "./broken-answer.ts";

/** One call of the model. */
export interface ModelStepRequest {
  model: LanguageModelV4;
  instructions: string;
  messages: readonly AgentMessage[];
  tools: readonly AgentTool[];
  toolChoice: "auto" | "none";
  maxOutputTokens?: number;
  temperature?: number;
  stopSequences?: readonly string[];
  signal: AbortSignal;
  /** Told of every sign of life, before what it carries. */
  onActivity(): void;
  onText(event: "start" | "delta" | "end", text: string): Promise<void>;
}

/** A tool call that the model asked for. */
export interface RequestedCall {
  id: string;
  /** The name as the model wrote it. */
  name: string;
  args: unknown;
  /** Present when the call could not be read. */
  invalid?: string;
}

/** What one call of the model gave. */
export interface ModelStepResult {
  message: AssistantMessage;
  calls: RequestedCall[];
  text: string;
  finish: "stop" | "tool-calls" | "length" | "refusal";
  usage: Usage;
}

type Part = TextStreamPart<ToolSet>;

/**
 * Calls the model once and reads its answer; the only place that knows AI SDK's names.
 *
 * Tools are offered without their functions, so that calls come back here and the agent runs them. Whatever goes wrong
 * is thrown, a failure in the middle of the stream too.
 */
export async function runModelStep(request: ModelStepRequest): Promise<ModelStepResult> {
  const { model, instructions, messages, tools, toolChoice, signal } = request;
  const { maxOutputTokens, temperature, stopSequences } = request;
  const { stream } = streamText({
    model: wrapLanguageModel({ model, middleware: WITHOUT_WARNINGS }),
    ...(instructions && { instructions }),
    ...(maxOutputTokens !== undefined && { maxOutputTokens }),
    ...(temperature !== undefined && { temperature }),
    ...(stopSequences && { stopSequences: [...stopSequences] }),
    messages: messages as ModelMessage[],
    tools: toToolSet(tools),
    toolChoice,
    abortSignal: signal,
    maxRetries: 0,
    // What is kept at the provider cannot be continued at another, and nobody asked for it to be kept.
    providerOptions: { openai: { store: false } },
    onError: () => undefined,
  });
  const reader = new StepReader(request);
  for await (const part of stream) await reader.read(part);
  return reader.finish();
}

class StepReader {
  readonly #request: ModelStepRequest;
  readonly #content: AssistantMessage["content"] = [];
  readonly #calls: RequestedCall[] = [];
  readonly #ids: Set<string>;
  #usage: Usage = { inputTokens: 0, outputTokens: 0 };
  #finish = "interrupted";

  constructor(request: ModelStepRequest) {
    this.#request = request;
    this.#ids = new Set(
      request.messages.flatMap((message) => toolCallsOf(message).map((call) => call.toolCallId)),
    );
  }

  async read(part: Part): Promise<void> {
    if (part.type !== "start" && part.type !== "start-step") this.#request.onActivity();
    switch (part.type) {
      case "text-start":
        this.#content.push({ type: "text", text: "", ...toNotes(part.providerMetadata) });
        await this.#request.onText("start", "");
        break;
      case "text-delta":
        this.#extend("text", part.text, part.providerMetadata);
        if (part.text) await this.#request.onText("delta", part.text);
        break;
      case "text-end":
        this.#extend("text", "", part.providerMetadata);
        await this.#request.onText("end", this.#lastText());
        break;
      case "reasoning-start":
        this.#content.push({ type: "reasoning", text: "", ...toNotes(part.providerMetadata) });
        break;
      case "reasoning-delta":
        this.#extend("reasoning", part.text, part.providerMetadata);
        break;
      case "reasoning-end":
        this.#extend("reasoning", "", part.providerMetadata);
        break;
      case "tool-call":
        this.#addCall(part);
        break;
      case "finish-step":
        this.#finish = part.finishReason;
        this.#usage = {
          inputTokens: part.usage.inputTokens ?? 0,
          outputTokens: part.usage.outputTokens ?? 0,
        };
        break;
      case "error":
        throw part.error;
      case "abort":
        throw this.#request.signal.reason;
    }
  }

  finish(): ModelStepResult {
    const finish = FINISHES[this.#finish];
    if (finish === undefined) throw new BrokenAnswer("the answer broke off before its end");
    const content = this.#content.filter(
      (part) => part.type === "tool-call" || part.text !== "" || part.providerOptions !== undefined,
    );
    const text = content
      .flatMap((part) => (part.type === "text" ? [part.text] : []))
      .join("\n")
      .trim();
    if (!this.#calls.length && !text && finish === "stop") {
      throw new BrokenAnswer("the answer was empty");
    }
    return {
      message: { role: "assistant", content },
      calls: this.#calls,
      text,
      finish: this.#calls.length ? "tool-calls" : finish,
      usage: this.#usage,
    };
  }

  #addCall(part: Extract<Part, { type: "tool-call" }>): void {
    const invalid = "invalid" in part && part.invalid === true;
    const args = parseTwice(part.input);
    const id = this.#freshId(part.toolCallId);
    this.#calls.push({
      id,
      name: part.toolName,
      args,
      ...(invalid && { invalid: describeInvalid(part.toolName, part.error, this.#request.tools) }),
    });
    this.#content.push({
      type: "tool-call",
      toolCallId: id,
      toolName: part.toolName,
      // Providers take objects only, also for a call whose arguments could not be read.
      input: typeof args === "object" && args !== null ? args : {},
      ...toNotes(part.providerMetadata),
    });
  }

  // Small servers count their calls from 0 in every answer, and not every provider takes every character.
  #freshId(given: string): string {
    const clean = given.replace(/[^a-zA-Z0-9_-]/g, "_") || "call";
    let id = clean;
    for (let number = 2; this.#ids.has(id); number++) id = `${clean}_${number}`;
    this.#ids.add(id);
    return id;
  }

  #extend(type: "text" | "reasoning", text: string, metadata: unknown): void {
    const last = this.#content.findLast((part) => part.type === type);
    if (last === undefined || last.type === "tool-call") return;
    last.text += text;
    Object.assign(last, toNotes(metadata));
  }

  #lastText(): string {
    const last = this.#content.findLast((part) => part.type === "text");
    return last?.text ?? "";
  }
}

const FINISHES: Readonly<Record<string, ModelStepResult["finish"]>> = {
  stop: "stop",
  "tool-calls": "tool-calls",
  length: "length",
  "content-filter": "refusal",
  other: "stop",
  unknown: "stop",
};

// Adapters report every setting they ignore on the console, which belongs to the user.
const WITHOUT_WARNINGS: LanguageModelMiddleware = {
  specificationVersion: "v4",
  wrapStream: async ({ doStream }) => {
    const result = await doStream();
    const silence = new TransformStream<LanguageModelV4StreamPart, LanguageModelV4StreamPart>({
      transform(part, controller) {
        controller.enqueue(part.type === "stream-start" ? { ...part, warnings: [] } : part);
      },
    });
    return { ...result, stream: result.stream.pipeThrough(silence) };
  },
};

function toToolSet(tools: readonly AgentTool[]): ToolSet {
  const entries = tools.map((each) => {
    const { name, description, inputSchema, providerOptions } = toToolDefinition(each);
    const definition = tool({
      inputSchema: jsonSchema(inputSchema),
      ...(description && { description }),
      ...(providerOptions && { providerOptions }),
    });
    return [name, definition];
  });
  return Object.fromEntries(entries) as ToolSet;
}

function toNotes(metadata: unknown): { providerOptions?: ProviderNotes } {
  return metadata === undefined ? {} : { providerOptions: metadata as ProviderNotes };
}

// Small models write the arguments as JSON in a string.
function parseTwice(input: unknown): unknown {
  if (typeof input !== "string") return input;
  try {
    return JSON.parse(input);
  } catch {
    return input;
  }
}

function describeInvalid(name: string, error: unknown, tools: readonly AgentTool[]): string {
  if (!tools.some((each) => each.name === name)) {
    const known = tools.map((each) => each.name).join(", ");
    return `There is no tool ${name}. The tools are: ${known}.`;
  }
  const message = error instanceof Error ? error.message.replace(/\s+/g, " ").slice(0, 300) : "";
  return `The arguments of ${name} could not be read (${message}). Call it again with a valid JSON object.`;
}
