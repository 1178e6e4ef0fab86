/**
 * The engine of a server, for the packages of Mortise that serve one on a platform.
 *
 * This entry is internal: its names change without notice. Serve a server with `serve`, `listen`,
 * `createNodeHandler` or `createFetchHandler`.
 *
 * @module
 */
export { RequestLifetime } from "./cancellation/request-lifetime.ts";
export { Connection, type ConnectionOptions } from "./connection/connection.ts";
export type { ServerCore } from "./core/server-core.ts";
export { coreOf } from "./core-of.ts";
export type { HttpBody, HttpExchange, HttpStream } from "./http/exchange/exchange.ts";
export { LOOPBACK_HOSTS } from "./http/guard.ts";
export { HTTP_OPTIONS, HttpEngine } from "./http/http-engine.ts";
export { type RouteHandler, type RouteOptions, Router } from "./http/router.ts";
export { SealedJournal } from "./multi-round-trip/sealed-journal.ts";
export type { Caller } from "./request/caller.ts";
export type { Origin } from "./request/origin.ts";
export type { StoredResponse } from "./result/response.ts";
export { EPHEMERAL_KEY_WARNING, STATE_KEYS_VARIABLE, StateSealer } from "./state/state-sealer.ts";
export { ENDS_ELSEWHERE } from "./tool/tool-task.ts";
