import { setTimeout as pause } from "node:timers/promises";
import type { DetailedTask, TaskEngine } from "@mortise/protocol";
import { hasTaskEnded } from "@mortise/protocol";
import { kindOf, ownerOf, toNewTask } from "./plan.ts";

/** A task as its client saw it. */
export interface Seen {
  readonly number: number;
  readonly id: string;
  /** The states that were reported, in their order. */
  readonly states: readonly DetailedTask[];
}

/** Creates tasks and follows them to their end, as a client that tries again does. */
export class Client {
  readonly #engine: TaskEngine;
  /** Calls that failed, and were made again. */
  failures = 0;
  /** Questions that were answered. */
  answers = 0;

  constructor(engine: TaskEngine) {
    this.#engine = engine;
  }

  /** Creates the task with a number; resolves when its end was reported. */
  async follow(number: number): Promise<Seen> {
    const owner = ownerOf(number);
    const { taskId: id } = await this.#again(() => this.#engine.create(toNewTask(number)));
    const states: DetailedTask[] = [];
    const ended = Promise.withResolvers<void>();
    const receive = (state: DetailedTask): void => {
      states.push(state);
      if (hasTaskEnded(state)) ended.resolve();
      const [key] = Object.keys(state.inputRequests ?? {});
      if (key !== undefined) void this.answer(owner, id, key);
    };
    const stop = await this.#again(() => this.#engine.watch(owner, id, receive));
    if (!stop) throw new Error(`The task ${id} was created and is not there`);
    if (kindOf(number) === "cancelled") void this.#cancelLater(owner, id);
    await ended.promise;
    stop();
    return { number, id, states };
  }

  /** Answers a question, twice, with answers of which the first counts. */
  async answer(owner: string, id: string, key: string): Promise<void> {
    await this.#again(() => this.#engine.answer(owner, id, { [key]: { action: "accept" } }));
    await this.#again(() => this.#engine.answer(owner, id, { [key]: { action: "decline" } }));
    this.answers += 1;
  }

  /** Reads a state, and finds that another owner cannot. */
  async read(owner: string, id: string): Promise<DetailedTask | undefined> {
    const foreign = await this.#again(() => this.#engine.get(`not-${owner}`, id));
    if (foreign) throw new Error(`Another owner could read the task ${id}`);
    return this.#again(() => this.#engine.get(owner, id));
  }

  async #cancelLater(owner: string, id: string): Promise<void> {
    await pause(Math.random() * 1_000);
    await this.#again(() => this.#engine.cancel(owner, id));
  }

  async #again<Result>(call: () => Promise<Result>): Promise<Result> {
    for (;;) {
      try {
        return await call();
      } catch {
        this.failures += 1;
        await pause(100);
      }
    }
  }
}
