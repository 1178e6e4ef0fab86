import type { RequestContext, ToolDefinition } from "mortise";
import { z } from "zod";
import { channel, cursor, limit, moment, nextCursor } from "../argument.ts";
import { messageSchema, toMessages } from "../message/message.ts";
import type { Slack } from "../slack.ts";
import { readHistory } from "./read-history.ts";

const input = z.object({
  channel,
  after: moment.optional().describe("Only what was said after this, e.g. 2026-05-01"),
  before: moment.optional().describe("Only what was said before this, e.g. 2026-05-08"),
  limit,
  cursor,
});

const output = z.object({
  channel_id: z.string(),
  messages: z.array(messageSchema).describe("The newest first"),
  next_cursor: nextCursor,
});

/** The tool `get_channel_history`. */
export const getChannelHistoryTool = {
  title: "Read a channel",
  description:
    "Read what was said in one Slack channel, the newest message first. Replies are counted only; get_thread reads them. For the channel of a customer use get_customer_conversation.",
  input,
  output,
  annotations: { readOnlyHint: true, openWorldHint: true },
  timeout: "30s",
} satisfies ToolDefinition;

/** Answers `get_channel_history`. */
export async function getChannelHistory(
  slack: Slack,
  { channel: named, ...query }: z.output<typeof input>,
  context: RequestContext,
): Promise<z.output<typeof output>> {
  const found = await slack.channels.find(named, context);
  const { messages, nextCursor: next } = await readHistory(slack, found, query, context);
  return {
    channel_id: found.id,
    messages: await toMessages(messages, slack.users, context),
    next_cursor: next,
  };
}
