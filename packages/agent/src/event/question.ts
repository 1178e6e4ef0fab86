import type { AgentEvent } from "./agent-event.ts";

/** An event that waits for an answer from the reader of the events. */
export interface Question<Answer> {
  readonly event: AgentEvent;
  /** The reader's answer, or the one that silence stands for. */
  readonly answer: Promise<Answer>;
  /** Gives the answer that silence stands for; does nothing when there is an answer. */
  readonly settle: () => void;
}

/** The answering half of a question. */
export interface Reply<Answer> extends Omit<Question<Answer>, "event"> {
  /** Answers; only the first answer counts. */
  readonly give: (answer: Answer | Promise<Answer>) => void;
}

/** Makes the answering half of a question; `silence` is what no answer means. */
export function createReply<Answer>(silence: Answer): Reply<Answer> {
  const { promise, resolve } = Promise.withResolvers<Answer>();
  let isGiven = false;
  return {
    answer: promise,
    give(answer) {
      if (isGiven) return;
      isGiven = true;
      resolve(answer);
    },
    settle() {
      if (!isGiven) resolve(silence);
    },
  };
}
