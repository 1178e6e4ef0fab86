import type { JsonRpcNotification, SubscriptionFilter } from "@mortise/protocol";
import type { Session } from "../connection/session.ts";
import { listen } from "./listen.ts";

/** Callbacks for what a server reports to have changed. */
export interface ChangeCallbacks {
  readonly onToolsChanged?: () => void;
  readonly onPromptsChanged?: () => void;
  readonly onResourcesChanged?: () => void;
  /** A resource named in `listen({ resourceSubscriptions })` has changed. */
  readonly onResourceUpdated?: (uri: string) => void;
}

/**
 * Calls `callbacks` for the changes of a session until it is closed.
 *
 * A modern server reports list changes on a subscription only, which is opened for the lists that
 * have a callback and that the server says can change.
 */
export function watchChanges(session: Session, callbacks: ChangeCallbacks): void {
  session.onNotification((notification) => call(callbacks, notification));
  if (!session.isModern) return;
  const { tools, prompts, resources } = session.agreement.capabilities;
  const filter: SubscriptionFilter = {
    ...(callbacks.onToolsChanged && tools?.listChanged && { toolsListChanged: true }),
    ...(callbacks.onPromptsChanged && prompts?.listChanged && { promptsListChanged: true }),
    ...(callbacks.onResourcesChanged && resources?.listChanged && { resourcesListChanged: true }),
  };
  if (Object.keys(filter).length > 0) void drain(session, filter);
}

async function drain(session: Session, filter: SubscriptionFilter): Promise<void> {
  try {
    const changes = listen(session, filter);
    while (!(await changes.next()).done) {
      // The session hands every notification to the callbacks itself.
    }
  } catch (error) {
    session.options.warn(`The server's changes cannot be watched: ${String(error)}`);
  }
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
