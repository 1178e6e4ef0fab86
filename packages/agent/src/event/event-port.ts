import type { AgentEvent } from "./agent-event.ts";
import { EventChannel } from "./event-channel.ts";
import type { Question } from "./question.ts";

/** Where a run's events leave it, and where the answers to its questions come in. */
export class EventPort {
  readonly #channel = new EventChannel<AgentEvent>();
  readonly #questions = new Map<AgentEvent, () => void>();
  readonly #onEvent: ((event: AgentEvent) => void) | undefined;
  #isClosed = false;

  constructor(onEvent?: (event: AgentEvent) => void) {
    this.#onEvent = onEvent;
  }

  /** Hands out an event; resolves when the reader is not too far behind. */
  async emit(event: AgentEvent): Promise<void> {
    this.#onEvent?.(event);
    await this.#channel.emit(event);
  }

  /** Hands out an event that may be lost when the reader is far behind. */
  offer(event: AgentEvent): void {
    this.#onEvent?.(event);
    this.#channel.offer(event);
  }

  /** Hands out a question and waits for its answer; the next event taken counts as silence. */
  async ask<Answer>(question: Question<Answer>): Promise<Answer> {
    if (this.#isClosed) question.settle();
    this.#questions.set(question.event, question.settle);
    try {
      await this.emit(question.event);
      return await question.answer;
    } finally {
      this.#questions.delete(question.event);
    }
  }

  /** Reads the events in order until the port is closed. */
  async *read(): AsyncGenerator<AgentEvent, void, undefined> {
    for (;;) {
      const event = await this.#channel.take();
      if (event === undefined) return;
      yield event;
      this.#questions.get(event)?.();
    }
  }

  /** Leaves every open question unanswered. */
  settle(): void {
    for (const settle of this.#questions.values()) settle();
  }

  /** Takes no more events. */
  close(): void {
    this.#isClosed = true;
    this.settle();
    this.#channel.close();
  }
}
