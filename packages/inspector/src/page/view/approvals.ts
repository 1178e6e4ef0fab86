import type { Approval, Choice, ViewStore } from "./view-state.ts";

/** More requests than a person would read are refused unasked. */
const MAX_WAITING = 20;

/** A request of a view that was refused, as JSON-RPC reports it. */
export class ViewRefusal extends Error {
  readonly code = -32_000;

  constructor(message: string) {
    super(message);
    this.name = "ViewRefusal";
  }
}

/** Allowed until the page is loaded again, by connection, view and subject. */
const always = new Set<string>();

/** Puts the requests of one view to a person. */
export class Approvals {
  readonly #store: ViewStore;
  readonly #view: string;
  readonly #settle = new Map<number, (choice: Choice) => void>();

  /** @param view Names the connection and the view. */
  constructor(store: ViewStore, view: string) {
    this.#store = store;
    this.#view = view;
  }

  /** Resolves when the request may be carried out. @throws ViewRefusal otherwise. */
  async ask(request: Omit<Approval, "id">, signal: AbortSignal): Promise<void> {
    const key = JSON.stringify([this.#view, request.kind, request.subject]);
    if (always.has(key)) return;
    if (this.#settle.size >= MAX_WAITING) {
      this.#store.note("refused", `${request.subject}: ${MAX_WAITING} requests wait already`);
      throw new ViewRefusal(`${MAX_WAITING} requests of this view wait for approval already`);
    }
    const choice = await this.#put(request, signal);
    if (choice === "refuse") {
      this.#store.note("refused", `${request.subject}: refused here`);
      throw new ViewRefusal(`A person refused ${request.subject}`);
    }
    if (choice === "always") always.add(key);
  }

  /** Settles a request; `always` settles those of the same subject that wait behind it too. */
  answer(id: number, choice: Choice): void {
    const { approvals } = this.#store.get();
    const answered = approvals.find((one) => one.id === id);
    for (const { id: other, kind, subject } of approvals) {
      const isSame = kind === answered?.kind && subject === answered.subject;
      if (other === id || (choice === "always" && isSame)) this.#settle.get(other)?.(choice);
    }
  }

  #put(request: Omit<Approval, "id">, signal: AbortSignal): Promise<Choice> {
    const { promise, resolve } = Promise.withResolvers<Choice>();
    const id = this.#store.nextId();
    const withdraw = (): void => resolve("refuse");
    signal.addEventListener("abort", withdraw, { once: true });
    this.#settle.set(id, resolve);
    this.#store.change({ approvals: [...this.#store.get().approvals, { id, ...request }] });
    return promise.finally(() => {
      signal.removeEventListener("abort", withdraw);
      this.#settle.delete(id);
      const approvals = this.#store.get().approvals.filter((one) => one.id !== id);
      this.#store.change({ approvals });
    });
  }
}
