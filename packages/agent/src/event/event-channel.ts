/** How many events wait for the reader before the writer has to wait too. */
const CAPACITY = 256;

/** Hands events from one writer to one reader; a writer that is far ahead waits. */
export class EventChannel<Event> {
  readonly #queue: Event[] = [];
  readonly #writers: (() => void)[] = [];
  #reader: (() => void) | undefined;
  #isClosed = false;

  /** Adds an event; resolves when there is room for more. */
  emit(event: Event): Promise<void> {
    if (this.#isClosed) return Promise.resolve();
    this.#queue.push(event);
    this.#reader?.();
    if (this.#queue.length < CAPACITY) return Promise.resolve();
    return new Promise((resolve) => this.#writers.push(resolve));
  }

  /** Adds an event that may be lost: it is dropped when the reader is far behind. */
  offer(event: Event): void {
    if (this.#queue.length < CAPACITY) void this.emit(event);
  }

  /** Takes the next event; `undefined` when the channel is closed and empty. */
  async take(): Promise<Event | undefined> {
    while (this.#queue.length === 0) {
      if (this.#isClosed) return undefined;
      await new Promise<void>((resolve) => {
        this.#reader = resolve;
      });
      this.#reader = undefined;
    }
    const event = this.#queue.shift();
    if (this.#queue.length < CAPACITY) this.#writers.shift()?.();
    return event;
  }

  /** Takes no more events; those in the queue can still be taken. */
  close(): void {
    this.#isClosed = true;
    this.#reader?.();
    for (const writer of this.#writers.splice(0)) writer();
  }
}
