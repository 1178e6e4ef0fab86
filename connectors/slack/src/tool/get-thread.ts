import type { RequestContext, ToolDefinition } from "mortise";
import { z } from "zod";
import { channel, cursor, limit, nextCursor, ts } from "../argument.ts";
import { messageSchema, toMessages } from "../message/message.ts";
import type { Slack } from "../slack.ts";
import { nameChannel } from "./read-history.ts";

const input = z.object({
  channel,
  thread_ts: ts.describe("The ts of the message that began the thread, e.g. 1763800000.000042"),
  limit,
  cursor,
});

const output = z.object({
  channel_id: z.string(),
  thread_ts: z.string(),
  messages: z.array(messageSchema).describe("The oldest first; the first one began the thread"),
  next_cursor: nextCursor,
});

/** The tool `get_thread`. */
export const getThreadTool = {
  title: "Read a thread",
  description:
    "Read one Slack thread: the message that began it, then the replies in the order they were written.",
  input,
  output,
  annotations: { readOnlyHint: true, openWorldHint: true },
  timeout: "30s",
} satisfies ToolDefinition;

/** Answers `get_thread`. */
export async function getThread(
  slack: Slack,
  { channel: named, thread_ts, limit: size, cursor: start }: z.output<typeof input>,
  context: RequestContext,
): Promise<z.output<typeof output>> {
  const found = await slack.channels.find(named, context);
  const subject = `${nameChannel(found)} or its thread ${thread_ts}`;
  const page = await slack.client.call(context, subject, (client) =>
    client.conversations.replies({
      channel: found.id,
      ts: thread_ts,
      limit: size,
      ...(start !== undefined && { cursor: start }),
    }),
  );
  return {
    channel_id: found.id,
    thread_ts,
    messages: await toMessages(page.messages ?? [], slack.users, context),
    next_cursor: page.response_metadata?.next_cursor || null,
  };
}
