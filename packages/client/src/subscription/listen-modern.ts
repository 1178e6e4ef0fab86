import type { JsonObject, JsonRpcNotification, SubscriptionFilter } from "@mortise/protocol";
import { MortiseError } from "@mortise/protocol";
import type { ClientConnection } from "../connection/client-connection.ts";
import { pause } from "../time/pause.ts";

const FIRST_DELAY_MS = 500;
const MAX_DELAY_MS = 30_000;
const LOST = new Set(["CONNECTION_CLOSED", "CONNECTION_FAILED", "SERVER_EXITED", "TIMEOUT"]);

/** What follows a subscription on behalf of `listen`. */
export interface FollowOptions {
  readonly signal: AbortSignal;
  readonly onChange: (notification: JsonRpcNotification) => void;
  readonly onAcknowledged: (honored: SubscriptionFilter) => void;
}

/**
 * Keeps a `subscriptions/listen` request open (2026-07-28, Subscriptions).
 *
 * Resolves when the server ends it with a response; one that ends without is sent again after a
 * pause that doubles up to 30 s while nothing is acknowledged. Rejects when the server refuses it.
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
      // What an extension adds goes to the extension, as it comes and uncounted.
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
