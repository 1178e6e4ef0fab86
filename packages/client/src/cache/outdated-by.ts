import type { JsonRpcNotification, SubscriptionFilter } from "@mortise/protocol";
import { ErrorCode, ProtocolError } from "@mortise/protocol";
import { LIST_CHANGES } from "../subscription/list-change.ts";
import { isInResource } from "../subscription/updated-resource.ts";

/** The subject of a response. */
export interface Subject {
  /** The method of the request. */
  readonly method: string;
  /** The resource that was read. */
  readonly uri: string | undefined;
}

/** Returns whether a response is stale, by its subject. */
export type Outdated = (subject: Subject) => boolean;

/** A changed list may hold another resource under the same URI, so contents go stale with it. */
const RESOURCES = ["resources/list", "resources/templates/list", "resources/read"];

const BY_NOTIFICATION: ReadonlyMap<string, readonly string[]> = new Map([
  ["notifications/tools/list_changed", ["tools/list"]],
  ["notifications/prompts/list_changed", ["prompts/list"]],
  ["notifications/resources/list_changed", RESOURCES],
]);

const BY_REFUSAL: ReadonlyMap<string, readonly string[]> = new Map([
  ["tools/call", ["tools/list"]],
  ["prompts/get", ["prompts/list"]],
  ["resources/read", RESOURCES],
]);

const REFUSALS: ReadonlySet<number> = new Set([
  ErrorCode.InvalidParams,
  ErrorCode.MethodNotFound,
  ErrorCode.ResourceNotFound,
]);

/**
 * Finds the responses that a notification makes stale (2026-07-28, Caching, Interaction with
 * Notifications).
 */
export function outdatedByNotification(notification: JsonRpcNotification): Outdated | undefined {
  const { method, params } = notification;
  const uri = params?.["uri"];
  if (method === "notifications/resources/updated" && typeof uri === "string") {
    return (subject) => isRead(subject, uri);
  }
  const methods = BY_NOTIFICATION.get(method);
  return methods && ((subject) => methods.includes(subject.method));
}

/**
 * Finds the responses that may have become stale unnoticed when a subscription to `filter` begins
 * or begins again.
 */
export function outdatedByGap(filter: SubscriptionFilter): Outdated {
  const changed = LIST_CHANGES.filter(({ field }) => filter[field]);
  const methods = new Set(changed.flatMap(({ method }) => BY_NOTIFICATION.get(method) ?? []));
  const uris = filter.resourceSubscriptions ?? [];
  return (subject) =>
    methods.has(subject.method) || uris.some((uri) => isRead(subject, uri) || isPart(subject, uri));
}

/** Finds the list that a refused request was made from, which is probably stale. */
export function outdatedByError(method: string, error: unknown): Outdated | undefined {
  const methods = BY_REFUSAL.get(method);
  if (methods === undefined || !ProtocolError.is(error) || !REFUSALS.has(error.code)) {
    return undefined;
  }
  return (subject) => methods.includes(subject.method);
}

/** An update may name a part of the resource that was read. */
function isRead({ method, uri }: Subject, updated: string): boolean {
  return method === "resources/read" && uri !== undefined && isInResource(updated, uri);
}

function isPart({ method, uri }: Subject, whole: string): boolean {
  return method === "resources/read" && uri !== undefined && isInResource(uri, whole);
}
