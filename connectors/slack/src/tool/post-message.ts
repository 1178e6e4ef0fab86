import type { RequestContext, ToolDefinition } from "mortise";
import { atMostOnce } from "mortise";
import { z } from "zod";
import { channel, ts } from "../argument.ts";
import { toTime } from "../message/message.ts";
import { toMarkup } from "../message/to-markup.ts";
import type { Slack } from "../slack.ts";
import { nameChannel } from "./read-history.ts";

const input = z.object({
  channel,
  text: z
    .string()
    .trim()
    .min(1)
    .max(12_000)
    .describe("The message; *bold* and _italic_ as in Slack, <@U0123ABCD> mentions a user"),
  thread_ts: ts
    .optional()
    .describe(
      "Reply in the thread of this message, e.g. 1763800000.000042; leave it out otherwise",
    ),
});

const output = z.object({
  channel_id: z.string(),
  ts: z.string(),
  sent_at: z.string().describe("ISO 8601, UTC"),
  thread_ts: z.string().nullable(),
});

/** The tool `post_message`. */
export const postMessageTool = {
  title: "Post a message",
  description:
    "Post a message to a Slack channel or reply in a thread, in the name of this connector's bot. All members of the channel see it at once, in a shared channel the customer too. Calling it twice posts twice.",
  input,
  output,
  annotations: {
    readOnlyHint: false,
    destructiveHint: false,
    idempotentHint: false,
    openWorldHint: true,
  },
  timeout: "30s",
} satisfies ToolDefinition;

/** Answers `post_message`. */
export async function postMessage(
  slack: Slack,
  { channel: named, text, thread_ts }: z.output<typeof input>,
  context: RequestContext,
): Promise<z.output<typeof output>> {
  const found = await slack.channels.find(named, context);
  const message = {
    channel: found.id,
    text: toMarkup(text),
    ...(thread_ts !== undefined && { thread_ts }),
  };
  const posted = await atMostOnce(
    slack.client.call(context, nameChannel(found), (client) => client.chat.postMessage(message)),
  );
  return {
    channel_id: posted.channel ?? found.id,
    ts: posted.ts ?? "",
    sent_at: toTime(posted.ts),
    thread_ts: thread_ts ?? null,
  };
}
