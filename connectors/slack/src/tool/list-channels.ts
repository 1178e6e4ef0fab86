import type { RequestContext, ToolDefinition } from "mortise";
import { z } from "zod";
import { cursor, limit, nextCursor } from "../argument.ts";
import { channelSchema } from "../channel/channel.ts";
import type { Slack } from "../slack.ts";

const input = z.object({ limit, cursor });

const output = z.object({ channels: z.array(channelSchema), next_cursor: nextCursor });

/** The tool `list_channels`. */
export const listChannelsTool = {
  title: "List channels",
  description:
    "List the Slack channels of the workspace, with topic and whether this connector's bot can read them.",
  input,
  output,
  annotations: { readOnlyHint: true, openWorldHint: true },
  timeout: "15s",
} satisfies ToolDefinition;

/** Answers `list_channels`. */
export async function listChannels(
  slack: Slack,
  { limit: size, cursor: start }: z.output<typeof input>,
  context: RequestContext,
): Promise<z.output<typeof output>> {
  const { channels, nextCursor: next } = await slack.channels.list(size, start, context);
  return { channels, next_cursor: next };
}
