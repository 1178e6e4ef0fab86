/** Something that a view did, as its panel lists it. */
export interface ViewEntry {
  readonly id: number;
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly kind:
    | "call"
    | "log"
    | "message"
    | "context"
    | "link"
    | "violation"
    | "failure"
    | "refused";
  readonly text: string;
  /** The call of the inspector that it became. */
  readonly call?: string;
}

/** A request of a view that waits for a person. */
export interface Approval {
  readonly id: number;
  readonly kind: "tool" | "resource" | "link";
  /** The tool, or the URI. */
  readonly subject: string;
  /** The arguments of a tool. */
  readonly detail?: unknown;
}

export type Choice = "once" | "always" | "refuse";

/** A view, as it is drawn. Objects are replaced, never changed. */
export interface ViewState {
  readonly status: "loading" | "ready" | "closed";
  /** In pixels, as the view asks for it, within bounds. */
  readonly height: number;
  readonly mode: "inline" | "fullscreen";
  readonly approvals: readonly Approval[];
  /** Oldest first. */
  readonly entries: readonly ViewEntry[];
}

const MAX_ENTRIES = 500;
const MIN_HEIGHT = 60;
const MAX_HEIGHT = 2_000;
const FIRST_HEIGHT = 240;

/** The state of one view, for `useSyncExternalStore`. */
export class ViewStore {
  #state: ViewState = {
    status: "loading",
    height: FIRST_HEIGHT,
    mode: "inline",
    approvals: [],
    entries: [],
  };
  #count = 0;
  #wantedHeight: number | undefined;
  readonly #listeners = new Set<() => void>();

  readonly get = (): ViewState => this.#state;

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  change(part: Partial<ViewState>): void {
    this.#state = { ...this.#state, ...part };
    for (const listener of this.#listeners) listener();
  }

  nextId(): number {
    this.#count += 1;
    return this.#count;
  }

  note(kind: ViewEntry["kind"], text: string, call?: string): void {
    const entry = { id: this.nextId(), at: Date.now(), kind, text: text.slice(0, 4_000) };
    const entries = [...this.#state.entries, call === undefined ? entry : { ...entry, call }];
    this.change({ entries: entries.slice(-MAX_ENTRIES) });
  }

  /** However often a view asks, its frame changes once for each picture of the screen. */
  resize(height: unknown): void {
    if (typeof height !== "number" || !Number.isFinite(height)) return;
    const isWaiting = this.#wantedHeight !== undefined;
    this.#wantedHeight = Math.min(Math.max(Math.ceil(height), MIN_HEIGHT), MAX_HEIGHT);
    if (isWaiting) return;
    requestAnimationFrame(() => {
      const wanted = this.#wantedHeight;
      this.#wantedHeight = undefined;
      if (wanted !== undefined && wanted !== this.#state.height) this.change({ height: wanted });
    });
  }
}
