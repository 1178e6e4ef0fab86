/** Starts a timer that does not keep the process alive, where the runtime can say so. */
export function createHousekeeper(work: () => void, ms: number): ReturnType<typeof setInterval> {
  const timer = setInterval(work, ms);
  (timer as { unref?(): void }).unref?.();
  return timer;
}
