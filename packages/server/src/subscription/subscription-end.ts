import { MortiseError } from "@mortise/protocol";

/**
 * The abort reason with which a transport ends the subscriptions it carries; their requests are then
 * answered (2026-07-28, Subscriptions, Graceful Closure).
 */
export const SUBSCRIPTION_END: MortiseError = new MortiseError("CLOSED", "The server is closing");
