import type { Backplane, StoredEvent } from "@mortise/protocol";
import { MortiseError } from "@mortise/protocol";
import type { Channel } from "./channel.ts";
import type { WireError, WorkerMessage } from "./message.ts";
import { isWorkerMessage } from "./message.ts";

/** Events that may be in transit to one worker; further ones are dropped and reported as missed. */
const MAX_IN_TRANSIT = 10_000;

type Work = (backplane: Backplane, input: readonly unknown[]) => Promise<unknown>;

/** The calls of workers by name; {@link openWorkerBackplane} has checked their input. */
const CALLS: ReadonlyMap<string, Work> = new Map<string, Work>([
  ["get", ({ values }, [key]) => values.get(key as string)],
  [
    "set",
    ({ values }, [key, value, ttlMs]) =>
      values.set(key as string, value as string, ttlMs as number),
  ],
  [
    "replace",
    ({ values }, [key, expected, value, ttlMs]) =>
      values.replace(
        key as string,
        (expected as string | null) ?? undefined,
        value as string,
        ttlMs as number,
      ),
  ],
  ["delete", ({ values }, [key]) => values.delete(key as string)],
  [
    "increment",
    ({ values }, [key, by, ttlMs]) =>
      values.increment(key as string, by as number, ttlMs as number),
  ],
  ["publish", ({ bus }, [topic, message]) => bus.publish(topic as string, message as string)],
  [
    "append",
    ({ events }, [stream, added, ttlMs]) =>
      events.append(stream as string, added as readonly StoredEvent[], ttlMs as number),
  ],
  ["read", ({ events }, [stream, after]) => events.read(stream as string, after as number)],
  ["forget", ({ events }, [stream]) => events.delete(stream as string)],
]);

/**
 * Answers the calls of the worker at the other end of `channel` by `backplane`, until the worker exits
 * or the returned function is called.
 */
export function hostBackplane(backplane: Backplane, channel: Channel): () => void {
  const guest = new Guest(backplane, channel);
  const end = channel.listen(
    (message) => guest.receive(message),
    () => stop(),
  );
  const stop = (): void => {
    end();
    guest.leave();
  };
  return stop;
}

/** One worker, in its primary. */
class Guest {
  readonly #backplane: Backplane;
  readonly #channel: Channel;
  readonly #topics = new Map<string, Promise<() => Promise<void>>>();
  #inTransit = 0;
  #hasDropped = false;

  constructor(backplane: Backplane, channel: Channel) {
    this.#backplane = backplane;
    this.#channel = channel;
  }

  receive(message: unknown): void {
    if (!isWorkerMessage(message) || message.mortise !== "call") return;
    const { id, method, input } = message;
    this.#work(method, input).then(
      (value) => this.#post({ mortise: "answer", id, ...(value !== undefined && { value }) }),
      (error: unknown) => this.#post({ mortise: "answer", id, error: toWire(error) }),
    );
  }

  leave(): void {
    for (const topic of [...this.#topics.keys()]) void this.#unsubscribe(topic);
  }

  async #work(method: string, input: readonly unknown[]): Promise<unknown> {
    const work = CALLS.get(method);
    if (work) return work(this.#backplane, input);
    if (method === "subscribe") return this.#subscribe(input[0] as string);
    if (method === "unsubscribe") return this.#unsubscribe(input[0] as string);
    throw new Error(`a backplane cannot ${method}`);
  }

  async #subscribe(topic: string): Promise<void> {
    let subscribed = this.#topics.get(topic);
    if (!subscribed) {
      const missed = (): void => this.#miss();
      subscribed = this.#backplane.bus.subscribe(
        topic,
        (text) => this.#deliver(topic, text),
        missed,
      );
      this.#topics.set(topic, subscribed);
      subscribed.catch(() => this.#topics.delete(topic));
    }
    await subscribed;
  }

  async #unsubscribe(topic: string): Promise<void> {
    const subscribed = this.#topics.get(topic);
    this.#topics.delete(topic);
    const stop = await subscribed?.catch(() => undefined);
    await stop?.();
  }

  #deliver(topic: string, message: string): void {
    if (this.#inTransit >= MAX_IN_TRANSIT) {
      this.#hasDropped = true;
      return;
    }
    this.#inTransit += 1;
    this.#channel.post({ mortise: "event", topic, message }, () => {
      this.#inTransit -= 1;
      if (this.#hasDropped && this.#inTransit === 0) this.#miss();
    });
  }

  #miss(): void {
    this.#hasDropped = false;
    this.#post({ mortise: "missed" });
  }

  #post(message: WorkerMessage): void {
    this.#channel.post(message);
  }
}

function toWire(error: unknown): WireError {
  if (MortiseError.is(error)) return { code: error.code, message: error.message };
  return { code: "CONNECTION_FAILED", message: `The primary process failed: ${String(error)}` };
}
