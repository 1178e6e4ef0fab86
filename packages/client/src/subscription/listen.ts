import type { OptionNames, SubscriptionFilter } from "@mortise/protocol";
import { checkOptions } from "@mortise/protocol";
import type { ClientConnection } from "../connection/client-connection.ts";
import { catchRejection } from "../request/catch-rejection.ts";
import type { ChangeNotification } from "./change-queue.ts";
import { ChangeQueue } from "./change-queue.ts";
import { checkFilter } from "./check-filter.ts";
import { listenLegacy } from "./listen-legacy.ts";
import { listenModern } from "./listen-modern.ts";

/** Settings of one subscription. */
export interface ClientListenOptions {
  /** Ends the subscription. */
  readonly signal?: AbortSignal;
  /**
   * Called when the server begins to report, and again after each reconnection, when changes may
   * have been missed. `honored` is the part of the filter that the server accepted.
   */
  readonly onAcknowledged?: (honored: SubscriptionFilter) => void;
}

const OPTIONS: OptionNames<ClientListenOptions> = { signal: true, onAcknowledged: true };

/**
 * Reports the changes that `filter` names until the signal aborts, the caller stops iterating, or
 * the server ends the subscription.
 *
 * The subscription begins with the first `next()`. A lost connection is opened again, with growing
 * pauses.
 *
 * @throws MortiseError `INVALID_OPTION` for a filter that would wait for nothing.
 */
export async function* listen(
  connection: ClientConnection,
  filter: SubscriptionFilter,
  options: ClientListenOptions = {},
): AsyncGenerator<ChangeNotification, void, undefined> {
  checkFilter(filter);
  checkOptions("listen", options, OPTIONS);
  const stop = new AbortController();
  const signal = AbortSignal.any([
    stop.signal,
    connection.closing,
    ...(options.signal ? [options.signal] : []),
  ]);
  const queue = new ChangeQueue();
  const follow = connection.isModern ? listenModern : listenLegacy;
  const following = follow(connection, filter, {
    signal,
    onChange: (notification) => queue.push(notification),
    onAcknowledged: (honored) => {
      connection.reportGap(filter);
      catchRejection(options.onAcknowledged?.(honored), (error) =>
        connection.options.warn(`onAcknowledged failed: ${String(error)}`),
      );
    },
  }).then(
    () => queue.finish(),
    (error: unknown) => (signal.aborted ? queue.finish() : queue.finish(error)),
  );
  try {
    yield* queue.take();
  } finally {
    stop.abort();
    await following;
  }
}
