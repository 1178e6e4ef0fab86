import type { JsonObject, JsonRpcRequest, SubscriptionFilter } from "@mortise/protocol";
import { ErrorCode, MetaKey, ProtocolError } from "@mortise/protocol";
import { atExpiry } from "../authorization/at-expiry.ts";
import type { ExtensionReports, ServerCore } from "../core/server-core.ts";
import type { Caller } from "../request/caller.ts";
import { shareHolder } from "../request/share-holder.ts";
import { SharedNotification } from "../subscription/notification.ts";
import { SUBSCRIPTION_END } from "../subscription/subscription-end.ts";
import { LISTS } from "../subscription/subscriptions.ts";
import { reportedResources } from "./reported-resources.ts";
import { assertSubscribable } from "./subscribable.ts";

type Listened = Pick<ServerCore, "subscriptions" | "extensions" | "catalogue" | "clock" | "log">;

/** URIs one stream may name, and characters of all of them; a longer list is refused rather than cut. */
const MAX_URIS = 10_000;
const MAX_CHARACTERS = 1024 * 1024;

/**
 * Answers `subscriptions/listen`: acknowledges, passes on changes, and settles when it ends.
 *
 * Resolves with the JSON text of the result when the server ends the stream; rejects when the
 * caller cancels or goes away (2026-07-28, Subscriptions).
 */
export function listen(core: Listened, request: JsonRpcRequest, caller: Caller): Promise<string> {
  const filter = readFilter(request.params?.["notifications"]);
  const extended = core.extensions.listen(request, caller);
  if (extended !== undefined) return followExtended(extended, filter, { core, request, caller });
  // Acknowledged changes arrive, those of other instances too.
  const { joining } = core.subscriptions;
  if (joining === undefined) return follow(core, request, caller, filter);
  return joining.then(() => follow(core, request, caller, filter));
}

interface Listening {
  readonly core: Listened;
  readonly request: JsonRpcRequest;
  readonly caller: Caller;
}

/** Reports of extensions join the stream after its acknowledgement, and end with it. */
async function followExtended(
  opening: Promise<ExtensionReports>,
  filter: SubscriptionFilter,
  { core, request, caller }: Listening,
): Promise<string> {
  const extended = await opening;
  try {
    await core.subscriptions.joining;
    const end = follow(core, request, caller, { ...filter, ...extended.honored });
    extended.begin();
    return await end;
  } finally {
    extended.close();
  }
}

/** Follows what the caller may read; waits only for an `allow` that gives a promise. */
function follow(
  core: Listened,
  request: JsonRpcRequest,
  caller: Caller,
  filter: SubscriptionFilter,
): Promise<string> {
  // Another resource is acknowledged like any other, and never reported.
  const uris = reportedResources(core, filter.resourceSubscriptions ?? [], caller);
  const listening = { core, request, caller };
  if (!(uris instanceof Promise)) return report(listening, filter, uris);
  return uris.then(
    (permitted) => report(listening, filter, permitted),
    (error: unknown) => {
      if (error === SUBSCRIPTION_END) return writeEnd(caller, metaOf(request));
      throw error;
    },
  );
}

function report(
  { core: { subscriptions, clock }, request, caller }: Listening,
  filter: SubscriptionFilter,
  uris: readonly string[],
): Promise<string> {
  const { channel, lifetime } = caller;
  const _meta = metaOf(request);
  const meta = JSON.stringify(_meta);
  const { promise, resolve } = Promise.withResolvers<string>();
  const end = (): string => writeEnd(caller, _meta);
  const lists = LISTS.filter((list) => filter[`${list}ListChanged`]);
  const listening = subscriptions.add(
    {
      lists,
      holder: shareHolder(caller.origin.principal?.id, channel.peerAddress),
      notify: (notification) => channel.emit(notification.text(meta)),
      end: () => resolve(end()),
    },
    uris,
  );
  const method = "notifications/subscriptions/acknowledged";
  channel.emit(new SharedNotification(method, { notifications: filter }).text(meta));
  const keep = atExpiry(caller.origin.principal, clock, () => resolve(end()));
  return lifetime
    .guard(promise, Number.POSITIVE_INFINITY, () => new Error("unreachable"))
    .catch((error: unknown) => {
      if (error === SUBSCRIPTION_END) return end();
      throw error;
    })
    .finally(() => {
      keep();
      listening.stop();
    });
}

function metaOf({ id }: JsonRpcRequest): JsonObject {
  return { [MetaKey.subscriptionId]: id };
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
  const isUriList =
    Array.isArray(uris) && uris.every((uri): uri is string => typeof uri === "string");
  if (uris !== undefined && (!isUriList || uris.length > MAX_URIS)) {
    throw new ProtocolError(
      ErrorCode.InvalidParams,
      `"resourceSubscriptions" must be a list of at most ${MAX_URIS} URIs`,
    );
  }
  if (isUriList) assertKeepable(uris);
  return {
    ...(wanted["toolsListChanged"] === true && { toolsListChanged: true }),
    ...(wanted["promptsListChanged"] === true && { promptsListChanged: true }),
    ...(wanted["resourcesListChanged"] === true && { resourcesListChanged: true }),
    ...(isUriList && { resourceSubscriptions: uris }),
  };
}

function assertKeepable(uris: readonly string[]): void {
  for (const uri of uris) assertSubscribable(uri);
  const length = uris.reduce((sum, uri) => sum + uri.length, 0);
  if (length <= MAX_CHARACTERS) return;
  throw new ProtocolError(
    ErrorCode.InvalidParams,
    `"resourceSubscriptions" may have ${MAX_CHARACTERS} characters together, not ${length}`,
  );
}
