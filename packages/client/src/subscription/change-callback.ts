import type { JsonRpcNotification, SubscriptionFilter } from "@mortise/protocol";
import type { ClientConnection } from "../connection/client-connection.ts";
import { pause } from "../time/pause.ts";
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
  const { tools, prompts, resources } = connection.agreement.capabilities;
  const filter: SubscriptionFilter = {
    ...(callbacks.onToolsChanged && tools?.listChanged && { toolsListChanged: true }),
    ...(callbacks.onPromptsChanged && prompts?.listChanged && { promptsListChanged: true }),
    ...(callbacks.onResourcesChanged && resources?.listChanged && { resourcesListChanged: true }),
  };
  if (Object.keys(filter).length === 0) return;
  const { clock, probeTimeoutMs } = connection.options;
  const { promise: isWatching, resolve } = Promise.withResolvers<void>();
  let acknowledged = 0;
  const onAcknowledged = (): void => {
    acknowledged += 1;
    if (acknowledged > 1) callAll(callbacks, filter);
    resolve();
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

function callAll(callbacks: ChangeCallbacks, filter: SubscriptionFilter): void {
  if (filter.toolsListChanged) callbacks.onToolsChanged?.();
  if (filter.promptsListChanged) callbacks.onPromptsChanged?.();
  if (filter.resourcesListChanged) callbacks.onResourcesChanged?.();
}

function call(callbacks: ChangeCallbacks, notification: JsonRpcNotification): void {
  const { method, params } = notification;
  if (method === "notifications/tools/list_changed") callbacks.onToolsChanged?.();
  if (method === "notifications/prompts/list_changed") callbacks.onPromptsChanged?.();
  if (method === "notifications/resources/list_changed") callbacks.onResourcesChanged?.();
  const uri = params?.["uri"];
  if (method === "notifications/resources/updated" && typeof uri === "string") {
    callbacks.onResourceUpdated?.(uri);
  }
}
