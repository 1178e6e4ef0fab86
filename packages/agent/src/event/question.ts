import type { AgentEvent } from "./agent-event.ts";

/** An event that wants an answer from whoever reads the events. */
export interface Question<Answer> {
  event: AgentEvent;
  answer: Promise<Answer>;
  /** Answers for a reader who did not; does nothing when there is an answer. */
  settle(): void;
}

/** Makes the answering half of a question: what the event's `answer` calls, and what silence means. */
export function createAnswer<Answer>(silence: Answer): {
  answer: Promise<Answer>;
  give(answer: Answer | Promise<Answer>): void;
  settle(): void;
} {
  const { promise, resolve } = Promise.withResolvers<Answer>();
  let given = false;
  return {
    answer: promise,
    give(answer) {
      if (given) return;
      given = true;
      resolve(answer);
    },
    settle() {
      if (!given) resolve(silence);
    },
  };
}
