import type { JsonObject } from "@mortise/protocol";
import type { ReplyChannel } from "./caller.ts";

/** Sends a notification that belongs to a request, ahead of its response; throws for params that are no JSON. */
export function sendNotification(channel: ReplyChannel, method: string, params: JsonObject): void {
  channel.emit(JSON.stringify({ jsonrpc: "2.0", method, params }));
}
