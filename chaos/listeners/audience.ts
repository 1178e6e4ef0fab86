import { hasTaskEnded } from "@mortise/protocol";
import { listenTo, send } from "./wire.ts";

/** One listener: a task, and the instance that reports it. */
interface Listener {
  readonly taskId: string;
  url: string;
  /** When the final state arrived; `undefined` until then. */
  endedAt: number | undefined;
}

/** Listeners of the same tasks at several instances; one that loses its instance goes on at the first. */
export class Audience {
  readonly #urls: readonly string[];
  readonly #listeners: Listener[] = [];
  readonly #stops: (() => void)[] = [];
  #left = 0;
  #isComplete: (() => void) | undefined;
  /** Streams that ended with their instance. */
  lost = 0;

  constructor(urls: readonly string[]) {
    this.#urls = urls;
  }

  /** Creates tasks that wait for an answer, and opens a listener for each at every instance. */
  async open(tasks: number): Promise<readonly string[]> {
    const ids: string[] = [];
    const { promise: open, resolve } = Promise.withResolvers<void>();
    let opened = 0;
    const create = async (index: number): Promise<void> => {
      const url = this.#urls[index % this.#urls.length] as string;
      const { taskId } = await send(url, "tools/call", { name: "ask", arguments: {} });
      ids.push(String(taskId));
      for (const each of this.#urls) {
        const listener = { taskId: String(taskId), url: each, endedAt: undefined };
        this.#listeners.push(listener);
        this.#listen(listener, (status) => {
          if (status !== "input_required") return;
          opened += 1;
          if (opened === tasks * this.#urls.length) resolve();
        });
      }
    };
    let next = 0;
    const lane = async (): Promise<void> => {
      while (next < tasks) await create(next++);
    };
    this.#left += tasks * this.#urls.length;
    await Promise.all(Array.from({ length: 32 }, lane));
    await open;
    return ids;
  }

  /** Resolves when every listener has received the end of its task. */
  async complete(): Promise<void> {
    if (this.#left === 0) return;
    await new Promise<void>((resolve) => {
      this.#isComplete = resolve;
    });
  }

  /** The milliseconds from each task's beginning of its end until the listeners of an instance had it. */
  delays(url: string, beganAt: ReadonlyMap<string, number>): readonly number[] {
    return this.#listeners
      .filter((listener) => listener.url === url && beganAt.has(listener.taskId))
      .map(({ taskId, endedAt = Number.NaN }) => endedAt - Number(beganAt.get(taskId)));
  }

  /** Ends every stream. */
  close(): void {
    for (const stop of this.#stops) stop();
  }

  #listen(listener: Listener, seen: (status: string) => void = () => undefined): void {
    const stop = listenTo(listener.url, listener.taskId, {
      state: (task) => {
        seen(task.status);
        if (!hasTaskEnded(task) || listener.endedAt !== undefined) return;
        listener.endedAt = performance.now();
        this.#left -= 1;
        if (this.#left === 0) this.#isComplete?.();
      },
      ended: () => {
        if (listener.endedAt !== undefined) return;
        this.lost += 1;
        listener.url = this.#urls[0] as string;
        this.#listen(listener);
      },
    });
    this.#stops.push(stop);
  }
}
