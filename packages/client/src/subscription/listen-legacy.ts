import type { JsonRpcNotification, SubscriptionFilter } from "@mortise/protocol";
import type { ClientConnection } from "../connection/client-connection.ts";
import { LIST_CHANGES } from "./list-change.ts";
import type { FollowOptions } from "./listen-modern.ts";
import { isInResource } from "./updated-resource.ts";

/**
 * Follows changes in a legacy session: subscribes to each resource, and selects the notifications
 * that `filter` names (2025-11-25, Resources, Subscriptions).
 *
 * Resolves when the signal aborts. Opens a lost connection again, and the subscriptions with it;
 * rejects if that fails.
 */
export async function listenLegacy(
  connection: ClientConnection,
  filter: SubscriptionFilter,
  options: FollowOptions,
): Promise<void> {
  const uris = filter.resourceSubscriptions ?? [];
  const subscribe = async (): Promise<void> => {
    const { signal } = options;
    await Promise.all(
      uris.map((uri) =>
        connection.request({ method: "resources/subscribe", params: { uri }, signal }),
      ),
    );
    const { unheard } = connection;
    if (unheard !== undefined) throw unheard;
    options.onAcknowledged(filter);
  };
  const stopListening = connection.onNotification((notification) => {
    if (isWanted(notification, filter)) options.onChange(notification);
  });
  const stopRenewing = connection.onRenewal(() => {
    subscribe().catch((error: unknown) => {
      connection.options.warn(`Could not subscribe to resources again: ${String(error)}`);
    });
  });
  const over = Promise.withResolvers<void>();
  over.promise.catch(() => undefined);
  options.signal.addEventListener("abort", () => over.resolve(), { once: true });
  const stopRecovering = connection.onLoss(() => {
    // A request opens the connection again.
    connection.request({ method: "ping" }).catch(over.reject);
  });
  count(connection, uris, 1);
  try {
    await subscribe();
    if (!options.signal.aborted) await over.promise;
  } finally {
    stopListening();
    stopRenewing();
    stopRecovering();
    await unsubscribe(connection, count(connection, uris, -1));
  }
}

function isWanted(notification: JsonRpcNotification, filter: SubscriptionFilter): boolean {
  const { method, params } = notification;
  if (method === "notifications/resources/updated") {
    const uri = params?.["uri"];
    return (
      typeof uri === "string" &&
      (filter.resourceSubscriptions ?? []).some((wanted) => isInResource(uri, wanted))
    );
  }
  return LIST_CHANGES.some((change) => change.method === method && filter[change.field] === true);
}

/** How many listeners each connection has for a resource; the server keeps one subscription for all. */
const listenerCounts = new WeakMap<ClientConnection, Map<string, number>>();

/** Adds `change` to the number of listeners of each resource; returns those left with none. */
function count(connection: ClientConnection, uris: readonly string[], change: 1 | -1): string[] {
  const counts = listenerCounts.get(connection) ?? new Map<string, number>();
  listenerCounts.set(connection, counts);
  for (const uri of uris) counts.set(uri, (counts.get(uri) ?? 0) + change);
  const unheard = uris.filter((uri) => counts.get(uri) === 0);
  for (const uri of unheard) counts.delete(uri);
  return unheard;
}

async function unsubscribe(connection: ClientConnection, uris: readonly string[]): Promise<void> {
  if (connection.isClosed) return;
  const requests = uris.map((uri) =>
    connection.request({ method: "resources/unsubscribe", params: { uri } }),
  );
  // For the caller the subscription is over, even if the server refuses this.
  await Promise.allSettled(requests);
}
