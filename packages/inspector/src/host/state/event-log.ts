import type { InspectorEvent } from "../../contract/index.ts";

type WithoutSequence<Event> = Event extends unknown ? Omit<Event, "sequence"> : never;

/** An event before it has its place in the stream. */
export type Publication = WithoutSequence<Exclude<InspectorEvent, { type: "reset" | "info" }>>;

/** An event of the stream as the line that carries it. */
export interface Entry {
  readonly sequence: number;
  readonly event: InspectorEvent;
  /** The event as one line of JSON, with its line end. */
  readonly line: string;
}

/** The entities that are kept of a type, oldest given up first. */
const LIMITS: Readonly<Partial<Record<Publication["type"], number>>> = {
  ask: 500,
  call: 1_000,
  chat: 100,
  "connection-removed": 500,
  log: 5_000,
  "resource-updated": 1_000,
  "schema-diff": 50,
  task: 500,
};

/**
 * The state of the inspector as the newest event of each entity, so that a page that connects, or was away,
 * receives what it lacks and nothing twice.
 */
export class EventLog {
  readonly #kept = new Map<Publication["type"], Map<string, Entry>>();
  readonly #listeners = new Set<(entry: Entry) => void>();
  #sequence = 0;

  /** The number of the newest event. */
  get sequence(): number {
    return this.#sequence;
  }

  /** Keeps an event in place of the one before of the same entity, and passes it on. */
  publish(publication: Publication): void {
    const sequence = ++this.#sequence;
    const event = { sequence, ...publication } as InspectorEvent;
    const entry = { sequence, event, line: `${JSON.stringify(event)}\n` };
    const { type } = publication;
    const key = keyOf(publication);
    if (type === "connection-removed") this.#forgetConnection(key);
    if (type === "connection") this.#kept.get("connection-removed")?.delete(key);
    const entities = this.#kept.get(type) ?? new Map<string, Entry>();
    this.#kept.set(type, entities);
    entities.delete(key);
    entities.set(key, entry);
    const limit = LIMITS[type];
    if (limit !== undefined && entities.size > limit) {
      for (const oldest of entities.keys()) {
        entities.delete(oldest);
        break;
      }
    }
    for (const listener of [...this.#listeners]) listener(entry);
  }

  /** Forgets an entity that no page needs any more. */
  forget(type: Publication["type"], key: string): void {
    this.#kept.get(type)?.delete(key);
  }

  /** Forgets every entity of a type. */
  forgetAll(type: Publication["type"]): void {
    this.#kept.delete(type);
  }

  /** Returns the newest event of one entity, as far as it is kept. */
  newest<Type extends Publication["type"]>(
    type: Type,
    key: string,
  ): Extract<InspectorEvent, { readonly type: Type }> | undefined {
    return this.#kept.get(type)?.get(key)?.event as never;
  }

  /** Returns the newest event of each entity that changed after `sequence`, in order. */
  since(sequence: number): Entry[] {
    return [...this.#kept.values()]
      .flatMap((entities) => [...entities.values()])
      .filter((entry) => entry.sequence > sequence)
      .sort((one, other) => one.sequence - other.sequence);
  }

  /** Calls `listener` with every event from now on; returns a function that ends this. */
  listen(listener: (entry: Entry) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  #forgetConnection(id: string): void {
    for (const type of ["connection", "catalogue"] as const) this.forget(type, id);
    for (const type of ["call", "ask", "task", "resource-updated"] as const) {
      const entities = this.#kept.get(type);
      for (const [key, { event }] of entities ?? []) {
        if (connectionOf(event) === id) entities?.delete(key);
      }
    }
  }
}

/** Returns the connection that an event is about; `undefined` for one about all of them. */
export function connectionOf(event: InspectorEvent | Publication): string | undefined {
  switch (event.type) {
    case "connection":
      return event.connection.id;
    case "connection-removed":
    case "resource-updated":
      return event.connection;
    case "catalogue":
      return event.catalogue.connection;
    case "wire":
      return event.row.connection;
    case "call":
      return event.call.connection;
    case "ask":
      return event.ask.connection;
    case "task":
      return event.task.connection;
    case "log":
      return event.line.connection;
    case "schema-diff":
      return event.diff.connection;
    default:
      return undefined;
  }
}

function keyOf(event: Publication): string {
  switch (event.type) {
    case "connection":
      return event.connection.id;
    case "connection-removed":
      return event.connection;
    case "catalogue":
      return event.catalogue.connection;
    case "wire":
      return String(event.row.id);
    case "call":
      return event.call.id;
    case "ask":
      return event.ask.id;
    case "task":
      return JSON.stringify([event.task.connection, event.task.task.taskId]);
    case "log":
      return String(event.line.id);
    case "chat":
      return event.turn.id;
    case "resource-updated":
      return JSON.stringify([event.connection, event.uri]);
    case "schema-diff":
      return JSON.stringify([event.diff.connection, event.diff.version]);
    default:
      return "";
  }
}
