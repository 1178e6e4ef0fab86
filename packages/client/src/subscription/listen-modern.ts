import type { JsonObject, JsonRpcNotification, SubscriptionFilter } from "@mortise/protocol";
import { MortiseError, pause } from "@mortise/protocol";
import type { ClientConnection } from "../connection/client-connection.ts";

const FIRST_DELAY_MS = 500;
const MAX_DELAY_MS = 30_000;
const LOST = new Set(["CONNECTION_CLOSED", "CONNECTION_FAILED", "SERVER_EXITED", "TIMEOUT"]);

/** The callbacks of `listen` for a subscription. */
export interface FollowOptions {
  /** Ends the subscription. */
  readonly signal: AbortSignal;
  /** Receives each change that the filter names. */
  readonly onChange: (notification: JsonRpcNotification) => void;
  /** Called with the accepted part of the filter, at the beginning and after each reconnection. */
  readonly onAcknowledged: (honored: SubscriptionFilter) => void;
}

/**
 * Keeps a `subscriptions/listen` request open (2026-07-28, Subscriptions).
 *
 * Resolves when the server ends the request with a response. A request that ends without is sent
 * again after a pause, which doubles up to 30 s until the next acknowledgement. Rejects if the
 * server refuses it.
 */
export async function listenModern(
  connection: ClientConnection,
  filter: SubscriptionFilter,
  options: FollowOptions,
): Promise<void> {
  const { signal } = options;
  const { clock, extensions, warn } = connection.options;
  let delayMs = FIRST_DELAY_MS;
  const receive = (notification: JsonRpcNotification): void => {
    if (notification.method !== "notifications/subscriptions/acknowledged") {
      // Notifications of an extension go to the extension, each one as it comes.
      if (!extensions.takes(notification.method)) options.onChange(notification);
      connection.dispatch(notification);
      return;
    }
    delayMs = FIRST_DELAY_MS;
    options.onAcknowledged((notification.params as JsonObject)?.["notifications"] ?? {});
  };
  for (;;) {
    try {
      await connection.request({
        method: "subscriptions/listen",
        params: { notifications: filter },
        signal,
        onNotification: receive,
      });
      return;
    } catch (error) {
      if (!isPassing(error) || !connection.canReopen) throw error;
      warn(`A subscription was lost and is opened again: ${error.message}`);
    }
    if (!(await pause(delayMs, { clock, signal }))) return;
    delayMs = Math.min(delayMs * 2, MAX_DELAY_MS);
  }
}

function isPassing(error: unknown): error is MortiseError {
  if (!MortiseError.is(error)) return false;
  const status = error.code === "HTTP_ERROR" ? Number(error.data["status"]) : 0;
  return LOST.has(error.code) || status === 429 || status >= 500;
}
