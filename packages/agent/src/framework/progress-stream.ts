import type { Progress } from "@mortise/client";
import { EventChannel } from "../event/event-channel.ts";

/** Runs a call, yields its progress while it runs, and returns or throws what the call does. */
export async function* streamProgress<Result>(
  start: (onProgress: (progress: Progress) => void) => Promise<Result>,
): AsyncGenerator<Progress, Result> {
  const channel = new EventChannel<Progress>();
  const running = start((progress) => channel.offer(progress));
  // The rejection is thrown by the last line, after the reports that came before it.
  running.then(
    () => channel.close(),
    () => channel.close(),
  );
  for (let progress = await channel.take(); progress; progress = await channel.take()) {
    yield progress;
  }
  return await running;
}
