import type { RequestContext } from "mortise";
import { toSlackTime } from "../argument.ts";
import type { ChannelReference } from "../channel/channel-directory.ts";
import type { SlackMessage } from "../message/message.ts";
import type { Slack } from "../slack.ts";

/** A part of a channel's messages. */
export interface HistoryQuery {
  readonly limit: number;
  readonly cursor?: string | undefined;
  /** ISO 8601. */
  readonly after?: string | undefined;
  /** ISO 8601. */
  readonly before?: string | undefined;
}

/** One page of a channel's messages. */
export interface HistoryPage {
  readonly messages: readonly SlackMessage[];
  readonly nextCursor: string | null;
}

/** Reads one page of a channel's messages outside threads, the newest first. */
export async function readHistory(
  slack: Slack,
  channel: ChannelReference,
  { limit, cursor, after, before }: HistoryQuery,
  context: RequestContext,
): Promise<HistoryPage> {
  const page = await slack.client.call(context, nameChannel(channel), (client) =>
    client.conversations.history({
      channel: channel.id,
      limit,
      ...(cursor !== undefined && { cursor }),
      ...(after !== undefined && { oldest: toSlackTime(after) }),
      ...(before !== undefined && { latest: toSlackTime(before) }),
    }),
  );
  return {
    messages: page.messages ?? [],
    nextCursor: page.response_metadata?.next_cursor || null,
  };
}

/** Returns the name of a channel for error messages. */
export function nameChannel({ id, name }: ChannelReference): string {
  return name === null ? `Channel ${id}` : `Channel #${name}`;
}
