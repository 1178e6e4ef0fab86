import type { JsonRpcNotification, SubscriptionFilter } from "@mortise/protocol";
import { pause } from "@mortise/protocol";
import type { ClientConnection } from "../connection/client-connection.ts";
import { catchRejection } from "../request/catch-rejection.ts";
import { LIST_CHANGES } from "./list-change.ts";
import { listen } from "./listen.ts";

/** Callbacks for changes that a server reports. */
export interface ChangeCallbacks {
  /** The list of tools may have changed. */
  readonly onToolsChanged?: () => void;
  /** The list of prompts may have changed. */
  readonly onPromptsChanged?: () => void;
  /** The lists of resources and of resource templates may have changed. */
  readonly onResourcesChanged?: () => void;
  /** A resource named in `listen({ resourceSubscriptions })` has changed. */
  readonly onResourceUpdated?: (uri: string) => void;
}

/**
 * Calls `callbacks` for the changes of a connection until it is closed.
 *
 * A modern server reports list changes on a subscription only, which is opened for the lists that
 * have a callback and that the server says can change. Resolves when the server has acknowledged
 * it, so that no change after that is missed; one that was lost and opened again calls the
 * callbacks, since changes in between were not reported.
 */
export async function watchChanges(
  connection: ClientConnection,
  callbacks: ChangeCallbacks,
): Promise<void> {
  connection.onNotification((notification) => call(callbacks, notification));
  if (!connection.isModern) return;
  const { capabilities } = connection.agreement;
  const watched = LIST_CHANGES.filter(
    ({ callback, capability }) => callbacks[callback] && capabilities[capability]?.listChanged,
  );
  if (watched.length === 0) return;
  const filter: SubscriptionFilter = Object.fromEntries(watched.map(({ field }) => [field, true]));
  const { clock, probeTimeoutMs, warn } = connection.options;
  const { promise: isWatching, resolve } = Promise.withResolvers<void>();
  let acknowledged = 0;
  const onAcknowledged = (): void => {
    acknowledged += 1;
    resolve();
    if (acknowledged === 1) return;
    for (const { callback } of watched) {
      catchRejection(callbacks[callback]?.(), (error) => warn(`${callback} failed: ${error}`));
    }
  };
  void drain(connection, filter, onAcknowledged).finally(resolve);
  const waited = new AbortController();
  await Promise.race([isWatching, pause(probeTimeoutMs, { clock, signal: waited.signal })]);
  waited.abort();
}

async function drain(
  connection: ClientConnection,
  filter: SubscriptionFilter,
  onAcknowledged: () => void,
): Promise<void> {
  try {
    const changes = listen(connection, filter, { onAcknowledged });
    while (!(await changes.next()).done) {
      // The connection hands every notification to the callbacks itself.
    }
  } catch (error) {
    connection.options.warn(`The server's changes cannot be watched: ${String(error)}`);
  }
}

/** Calls the callback for a notification, if there is one; returns what it returned. */
function call(callbacks: ChangeCallbacks, { method, params }: JsonRpcNotification): unknown {
  const changed = LIST_CHANGES.find((change) => change.method === method);
  if (changed !== undefined) return callbacks[changed.callback]?.();
  const uri = params?.["uri"];
  const isUpdate = method === "notifications/resources/updated" && typeof uri === "string";
  return isUpdate ? callbacks.onResourceUpdated?.(uri) : undefined;
}
