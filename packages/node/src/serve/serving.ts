import type { Server } from "@mortise/server";

/** A server that is being served. */
export interface Serving extends AsyncDisposable {
  /** `none` when the module was imported, not run. */
  readonly transport: "stdio" | "http" | "none";
  /**
   * What this process does: all of it, or with `workers` either start them (`primary`) or answer
   * (`worker`). The file runs in each of them.
   */
  readonly role: "single" | "primary" | "worker";
  /** What clients connect to, over HTTP. */
  readonly url: string | undefined;
  /** Stops; running requests may finish first. In the primary it stops the workers. */
  close(): Promise<void>;
}

/** What is served, and how to end it. */
export interface Served {
  readonly transport: "stdio" | "http";
  readonly role: Serving["role"];
  readonly url: () => string | undefined;
  readonly close: () => Promise<void>;
  /** Tells that it is ready; called once it can be stopped. */
  readonly announce: () => void;
  /** Settles when something else than a signal ends it, with the exit code that this means. */
  readonly ended: Promise<number>;
}

const SIGNALS = ["SIGINT", "SIGTERM"] as const;

/** Ends what is served when the process is told to stop, once and in order. */
export function untilStopped(
  server: Server<unknown>,
  served: Served,
  onClose: (() => void | Promise<void>) | undefined,
): Serving {
  let closing: Promise<void> | undefined;
  const close = (): Promise<void> => {
    closing ??= (async () => {
      for (const signal of SIGNALS) process.off(signal, onSignal);
      await served.close();
      await onClose?.();
    })();
    return closing;
  };
  const exit = (code: number): void => {
    void close().then(
      () => process.exit(code),
      (error: unknown) => {
        server.log({ level: "error", message: "Closing failed", error });
        process.exit(1);
      },
    );
  };
  const onSignal = (): void => {
    // The second signal is not caught, and ends the process at once.
    for (const signal of SIGNALS) process.off(signal, onSignal);
    exit(0);
  };
  for (const signal of SIGNALS) process.on(signal, onSignal);
  void served.ended.then(exit);
  served.announce();
  return {
    transport: served.transport,
    role: served.role,
    get url() {
      return served.url();
    },
    close,
    [Symbol.asyncDispose]: close,
  };
}
