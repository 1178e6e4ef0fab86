import type { RequestContext, ToolDefinition } from "mortise";
import { z } from "zod";
import { cursor, moment, nextCursor } from "../argument.ts";
import type { ChannelReference } from "../channel/channel-directory.ts";
import type { SlackMessage } from "../message/message.ts";
import { messageSchema, threadOf, toMessages } from "../message/message.ts";
import type { Slack } from "../slack.ts";
import { nameChannel, readHistory } from "./read-history.ts";

const REPLIES = 50;
const THREADS_AT_ONCE = 4;

const input = z.object({
  customer_id: z.string().trim().min(1).max(100).describe("The customer's id, e.g. C-1042"),
  include_replies: z
    .boolean()
    .default(true)
    .describe("Whether to read the threads too; false is faster"),
  after: moment.optional().describe("Only what was said after this, e.g. 2026-05-01"),
  limit: z
    .int()
    .min(1)
    .max(30)
    .default(10)
    .describe("How many messages to return at most, replies not counted (1 to 30)"),
  cursor,
});

const output = z.object({
  customer_id: z.string(),
  channel_id: z.string(),
  channel_name: z.string().nullable(),
  messages: z
    .array(
      messageSchema.extend({
        replies: z.array(messageSchema).describe("The oldest first; the last 50 of a long thread"),
      }),
    )
    .describe("The newest first"),
  next_cursor: nextCursor,
});

/** The tool `get_customer_conversation`. */
export const getCustomerConversationTool = {
  title: "Read the conversation with a customer",
  description:
    "Read what one customer and the team said to each other in Slack, the newest message first, each with the replies in its thread. Use it to see what was promised to a customer and what they said last.",
  input,
  output,
  annotations: { readOnlyHint: true, openWorldHint: true },
  timeout: "45s",
} satisfies ToolDefinition;

/** Answers `get_customer_conversation`. */
export async function getCustomerConversation(
  slack: Slack,
  { customer_id, include_replies, ...query }: z.output<typeof input>,
  context: RequestContext,
): Promise<z.output<typeof output>> {
  const channel = await slack.channels.findCustomer(customer_id, context);
  const history = await readHistory(slack, channel, query, context);
  const messages = await toMessages(history.messages, slack.users, context);
  const threads = include_replies ? history.messages.flatMap((one) => threadOf(one) ?? []) : [];
  const replies = new Map<string, z.output<typeof messageSchema>[]>();
  for (let start = 0; start < threads.length; start += THREADS_AT_ONCE) {
    context.progress(start, threads.length, "Reading threads");
    const batch = threads.slice(start, start + THREADS_AT_ONCE);
    const read = await Promise.all(batch.map((ts) => readReplies(slack, { channel, ts }, context)));
    for (const [index, ts] of batch.entries()) {
      replies.set(ts, await toMessages(read[index] ?? [], slack.users, context));
    }
  }
  return {
    customer_id,
    channel_id: channel.id,
    channel_name: channel.name,
    messages: messages.map((message) => ({ ...message, replies: replies.get(message.ts) ?? [] })),
    next_cursor: history.nextCursor,
  };
}

async function readReplies(
  slack: Slack,
  { channel, ts }: { readonly channel: ChannelReference; readonly ts: string },
  context: RequestContext,
): Promise<SlackMessage[]> {
  const page = await slack.client.call(context, nameChannel(channel), (client) =>
    client.conversations.replies({ channel: channel.id, ts, limit: 1000 }),
  );
  // Slack puts the message that began the thread before the replies.
  return (page.messages ?? []).slice(1).slice(-REPLIES);
}
