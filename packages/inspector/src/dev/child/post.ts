import type { FromServerProcess, ThrownError } from "../message.ts";

/** An error of the system, about a port or a path. */
type SystemError = NodeJS.ErrnoException & { readonly port?: number; readonly address?: string };

/** Sends a message to the supervisor; one that has gone receives nothing. */
export function post(message: FromServerProcess): void {
  if (process.connected) process.send?.(message, undefined, undefined, () => undefined);
}

/** Describes something thrown, so that it can be sent. Never throws. */
export function describeThrown(thrown: unknown): ThrownError {
  try {
    if (!(thrown instanceof Error)) return { message: `${thrown} was thrown`, stack: "" };
    const { message, stack, cause, code, port, address } = thrown as SystemError;
    const causes = cause instanceof Error && cause.stack ? `\nCaused by: ${cause.stack}` : "";
    return {
      message: message || thrown.name,
      stack: `${stack ?? ""}${causes}`,
      ...(typeof code === "string" && { code }),
      ...(code === "EADDRINUSE" && { taken: `${port ?? address}` }),
    };
  } catch {
    return { message: "A value was thrown that cannot be described", stack: "" };
  }
}
