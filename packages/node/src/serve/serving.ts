import type { Server } from "@mortise/server";

/** A server that is being served. */
export interface Serving extends AsyncDisposable {
  /** `none` when the module was imported, not run. */
  readonly transport: "stdio" | "http" | "none";
  /**
   * `single` without workers; with workers `primary` in the process that starts them and `worker` in
   * those that answer. The file runs in each of them.
   */
  readonly role: "single" | "primary" | "worker";
  /** The URL of the MCP endpoint; `undefined` over stdio. */
  readonly url: string | undefined;
  /** Lets running requests finish, then stops; in the primary, stops the workers. */
  close(): Promise<void>;
}

/** A server that is being served, and the way to stop it. */
export interface Served {
  readonly transport: "stdio" | "http";
  readonly role: Serving["role"];
  readonly url: () => string | undefined;
  readonly close: () => Promise<void>;
  /** Reports that the server is ready; called once it can be stopped. */
  readonly announce: () => void;
  /** Resolves with the exit code when something other than a signal ends it. */
  readonly ended: Promise<number>;
}

/** Ctrl+C, a service manager, and a terminal or a remote login that ends. */
const SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

/** Stops the server once, when the process gets a signal or the server ends by itself. */
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
    // The second signal is not caught and ends the process at once.
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
