import TinyQueue from "tinyqueue";

interface Event<Value> {
  readonly time: number;
  /** Events of one moment happen in the order in which they were planned. */
  readonly order: number;
  readonly value: Value;
}

/** Events in the order of their times. */
export class EventQueue<Value> {
  readonly #queue = new TinyQueue<Event<Value>>(
    [],
    (one, other) => one.time - other.time || one.order - other.order,
  );
  #planned = 0;
  /** The moment of the last event that was taken. */
  now = 0;

  plan(time: number, value: Value): void {
    this.#queue.push({ time, order: this.#planned++, value });
  }

  /** Takes the next event and sets the time to its moment; `undefined` when none is left. */
  take(): Value | undefined {
    const event = this.#queue.pop();
    if (event === undefined) return undefined;
    this.now = event.time;
    return event.value;
  }
}
