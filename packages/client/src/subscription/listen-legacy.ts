import type { JsonRpcNotification, SubscriptionFilter } from "@mortise/protocol";
import type { Session } from "../connection/session.ts";
import type { FollowOptions } from "./listen-modern.ts";

const LIST_CHANGED: Readonly<Record<string, keyof SubscriptionFilter>> = {
  "notifications/tools/list_changed": "toolsListChanged",
  "notifications/prompts/list_changed": "promptsListChanged",
  "notifications/resources/list_changed": "resourcesListChanged",
};

/**
 * Follows changes on a legacy session: subscribes to each resource, and picks out of everything
 * the server sends what `filter` names (2025-11-25, Resources, Subscriptions).
 *
 * Resolves when the signal aborts. Subscriptions are made again when the session is.
 */
export async function listenLegacy(
  session: Session,
  filter: SubscriptionFilter,
  options: FollowOptions,
): Promise<void> {
  const uris = filter.resourceSubscriptions ?? [];
  const subscribe = async (): Promise<void> => {
    const { signal } = options;
    await Promise.all(
      uris.map((uri) =>
        session.request({ method: "resources/subscribe", params: { uri }, signal }),
      ),
    );
    options.onAcknowledged(filter);
  };
  const stopListening = session.onNotification((notification) => {
    if (isWanted(notification, filter)) options.onChange(notification);
  });
  const stopRenewing = session.onRenewal(() => {
    subscribe().catch((error: unknown) => {
      session.options.warn(`Could not subscribe to resources again: ${String(error)}`);
    });
  });
  try {
    await subscribe();
    await aborted(options.signal);
  } finally {
    stopListening();
    stopRenewing();
    await unsubscribe(session, uris);
  }
}

function isWanted(notification: JsonRpcNotification, filter: SubscriptionFilter): boolean {
  const { method, params } = notification;
  if (method === "notifications/resources/updated") {
    const uri = params?.["uri"];
    // An update may name a part of what was subscribed to.
    return (filter.resourceSubscriptions ?? []).some(
      (wanted) => typeof uri === "string" && (uri === wanted || uri.startsWith(`${wanted}/`)),
    );
  }
  const field = LIST_CHANGED[method];
  return field !== undefined && filter[field] === true;
}

async function unsubscribe(session: Session, uris: readonly string[]): Promise<void> {
  if (session.isClosed) return;
  const requests = uris.map((uri) =>
    session.request({ method: "resources/unsubscribe", params: { uri } }),
  );
  // The subscription is over for the caller, whatever the server says to this.
  await Promise.allSettled(requests);
}

function aborted(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  const { promise, resolve } = Promise.withResolvers<void>();
  signal.addEventListener("abort", () => resolve(), { once: true });
  return promise;
}
