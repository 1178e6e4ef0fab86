import type { StoredEvent } from "@mortise/protocol";

/** How much is kept of one stream. */
export interface StreamBounds {
  readonly maxEvents: number;
  readonly maxStreamCharacters: number;
}

/** Returns the newest of `events` that fit the bounds; the last one even if it alone does not. */
export function newestEvents(
  events: readonly StoredEvent[],
  { maxEvents, maxStreamCharacters }: StreamBounds,
): readonly StoredEvent[] {
  let first = events.length;
  let characters = 0;
  while (first > 0 && events.length - first < maxEvents) {
    characters += events[first - 1]?.message.length ?? 0;
    if (characters > maxStreamCharacters && first < events.length) break;
    first -= 1;
  }
  return events.slice(first);
}
