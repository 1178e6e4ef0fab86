import type { Clock } from "@mortise/protocol";

/**
 * Calls `work` every `milliseconds` until the returned function is called.
 *
 * It does not keep the process alive.
 */
export function startHousekeeper(clock: Clock, milliseconds: number, work: () => void): () => void {
  let cancel = (): void => undefined;
  const arm = (): void => {
    cancel = clock.schedule(
      milliseconds,
      () => {
        // Armed first, so that `work` may stop it.
        arm();
        work();
      },
      { isBackground: true },
    );
  };
  arm();
  return () => cancel();
}
