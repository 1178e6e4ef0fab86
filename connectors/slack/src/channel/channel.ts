import type { ConversationsListResponse } from "@slack/web-api";
import { z } from "zod";

/** A channel of the workspace. */
export const channelSchema = z.object({
  id: z.string().describe("e.g. C0123ABCD"),
  name: z.string().describe("Without the #"),
  topic: z.string(),
  is_member: z.boolean().describe("Whether this connector's bot is in it and can read it"),
  is_shared: z.boolean().describe("Whether people outside the company are in it"),
});

/** A channel of the workspace. */
export type Channel = z.output<typeof channelSchema>;

/** Reads a channel of Slack. */
export function toChannel(
  channel: NonNullable<ConversationsListResponse["channels"]>[number],
): Channel {
  return {
    id: channel.id ?? "",
    name: channel.name ?? "",
    topic: channel.topic?.value || channel.purpose?.value || "",
    is_member: channel.is_member === true,
    is_shared: channel.is_ext_shared === true || channel.is_shared === true,
  };
}
