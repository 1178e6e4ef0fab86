import type { StoredEvent } from "@mortise/protocol";

/** Gives the newest of `events` that fit the bounds, and the very newest even where it does not. */
export function newestEvents(
  events: readonly StoredEvent[],
  maxEvents: number,
  maxCharacters: number,
): readonly StoredEvent[] {
  let first = events.length;
  let characters = 0;
  while (first > 0 && events.length - first < maxEvents) {
    characters += events[first - 1]?.message.length ?? 0;
    if (characters > maxCharacters && first < events.length) break;
    first -= 1;
  }
  return events.slice(first);
}
