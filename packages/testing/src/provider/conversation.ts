/** The wire formats that the fake provider speaks. */
export type ProviderFormat =
  | "anthropic-messages"
  | "openai-responses"
  | "chat-completions"
  | "gemini";

/** One piece of a conversation, whatever format it came in. */
export type ConversationEntry =
  | { role: "user" | "assistant"; text: string; media: string[] }
  | { role: "thinking"; text: string; signature: string }
  | { role: "call"; id: string; name: string; args: unknown }
  | { role: "result"; id: string; text: string; isError: boolean; media: string[] };

/** A tool as the request offered it. */
export interface OfferedTool {
  name: string;
  description: string;
  schema: unknown;
}

/** What an agent asks of a model. */
export interface ModelRequest {
  system: string;
  entries: ConversationEntry[];
  tools: OfferedTool[];
  /** `none` when the request forbids tool calls. */
  toolChoice: string;
}

/** What a request said, whatever format it came in. */
export interface Conversation extends ModelRequest {
  format: ProviderFormat;
  model: string;
}

/** A tool call that the fake model makes. */
export interface BrainCall {
  name: string;
  args: Record<string, unknown>;
  /** Default: made up, unique. */
  id?: string;
}

/** What the fake model answers. */
export interface BrainReply {
  text?: string;
  /** What the model thinks first, signed; only the Anthropic format carries it. */
  thinking?: string;
  calls?: readonly BrainCall[];
}

/** Decides what the fake model answers. */
export type Brain = (conversation: Conversation) => BrainReply | Promise<BrainReply>;

/** Gives the replies in turn; the last one repeats. */
export function scriptedBrain(...replies: readonly [BrainReply, ...BrainReply[]]): Brain {
  let next = 0;
  return () => replies[Math.min(next++, replies.length - 1)] ?? replies[0];
}

/** Answers with calls until every one of them has a result, then with the text made of the results. */
export function callThenAnswer(
  calls: readonly BrainCall[],
  answer: (results: readonly string[]) => string,
): Brain {
  return ({ entries }) => {
    const last = entries.findLastIndex((entry) => entry.role === "user");
    const results = entries
      .slice(last + 1)
      .flatMap((entry) => (entry.role === "result" ? [entry.text] : []));
    return results.length ? { text: answer(results) } : { calls };
  };
}
