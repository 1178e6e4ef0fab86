import type { ProviderRequest } from "./model-request.ts";

/** A tool call that the fake model makes. */
export interface ScriptedCall {
  /** The name under which the request offered the tool. */
  readonly name: string;
  /** The arguments. */
  readonly args: Readonly<Record<string, unknown>>;
  /** Names the call. Default: a new id. */
  readonly id?: string;
}

/** An answer of the fake model. */
export interface ScriptedReply {
  /** The text of the reply. */
  readonly text?: string;
  /** The model's thinking before the answer, signed; only the Anthropic format has it. */
  readonly thinking?: string;
  /** The tool calls of the reply. */
  readonly calls?: readonly ScriptedCall[];
}

/** Decides what the fake model answers to a request. */
export type ReplyScript = (request: ProviderRequest) => ScriptedReply | Promise<ScriptedReply>;

/** Gives the replies in turn; the last one repeats. */
export function scriptedReplies(
  ...replies: readonly [ScriptedReply, ...ScriptedReply[]]
): ReplyScript {
  let next = 0;
  return () => replies[Math.min(next++, replies.length - 1)] ?? replies[0];
}

/**
 * Answers with calls until every one of them has a result, then with a text made of the results.
 */
export function callThenAnswer(
  calls: readonly ScriptedCall[],
  answer: (results: readonly string[]) => string,
): ReplyScript {
  return ({ entries }) => {
    const last = entries.findLastIndex((entry) => entry.role === "user");
    const results = entries
      .slice(last + 1)
      .flatMap((entry) => (entry.role === "result" ? [entry.text] : []));
    return results.length ? { text: answer(results) } : { calls };
  };
}
