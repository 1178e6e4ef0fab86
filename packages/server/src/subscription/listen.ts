import type { JsonObject, JsonRpcRequest, SubscriptionFilter } from "@mortise/protocol";
import { ErrorCode, MetaKey, MortiseError, ProtocolError } from "@mortise/protocol";
import type { Caller } from "../request/caller.ts";
import type { Subscriptions } from "./subscriptions.ts";

/**
 * The reason with which a transport ends the subscriptions it carries; their requests are then
 * answered (2026-07-28, Subscriptions, Graceful Closure).
 */
export const SUBSCRIPTION_END: MortiseError = new MortiseError("CLOSED", "The server is closing");

/** URIs one stream may name; a longer list is refused rather than cut. */
const MAX_URIS = 10_000;

/**
 * Answers `subscriptions/listen`: acknowledges, passes on changes, and settles when it ends.
 *
 * Resolves with the JSON text of the result when the server ends the stream; rejects when the
 * caller cancels or goes away (2026-07-28, Subscriptions).
 */
export function listen(
  subscriptions: Subscriptions,
  request: JsonRpcRequest,
  caller: Caller,
): Promise<string> {
  const filter = readFilter(request.params?.["notifications"]);
  const _meta = { [MetaKey.subscriptionId]: request.id };
  const emit = (method: string, params: object): void =>
    caller.channel.emit(JSON.stringify({ jsonrpc: "2.0", method, params: { ...params, _meta } }));
  const { promise, resolve } = Promise.withResolvers<string>();
  const end = (): string => writeEnd(caller, _meta);
  const remove = subscriptions.add({
    filter: () => filter,
    notify: emit,
    end: () => resolve(end()),
  });
  emit("notifications/subscriptions/acknowledged", { notifications: filter });
  return caller.flight
    .guard(promise, Number.POSITIVE_INFINITY, () => new Error("unreachable"))
    .catch((error: unknown) => {
      if (error === SUBSCRIPTION_END) return end();
      throw error;
    })
    .finally(remove);
}

function writeEnd(caller: Caller, _meta: JsonObject): string {
  return JSON.stringify({ _meta: { ...caller.identity?.meta, ..._meta }, resultType: "complete" });
}

function readFilter(value: unknown): SubscriptionFilter {
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw new ProtocolError(
      ErrorCode.InvalidParams,
      'subscriptions/listen needs "notifications", an object that says which to send',
    );
  }
  const wanted = value as Readonly<Record<string, unknown>>;
  const uris = wanted["resourceSubscriptions"];
  const isUriList = Array.isArray(uris) && uris.every((uri) => typeof uri === "string");
  if (uris !== undefined && (!isUriList || uris.length > MAX_URIS)) {
    throw new ProtocolError(
      ErrorCode.InvalidParams,
      `"resourceSubscriptions" must be a list of at most ${MAX_URIS} URIs`,
    );
  }
  return {
    ...(wanted["toolsListChanged"] === true && { toolsListChanged: true }),
    ...(wanted["promptsListChanged"] === true && { promptsListChanged: true }),
    ...(wanted["resourcesListChanged"] === true && { resourcesListChanged: true }),
    ...(isUriList && { resourceSubscriptions: uris }),
  };
}
