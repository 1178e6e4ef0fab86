import type { Channel, Member, Message } from "../../world/index.ts";
import type { Workspace } from "./workspace.ts";

/** The id of the one workspace. */
export const teamId = "T0HALYARD";

/** Writes a channel as the conversations methods do. */
export function toChannelView(channel: Channel, workspace: Workspace): Record<string, unknown> {
  const created = Math.floor(Date.parse(channel.created) / 1000);
  const note = { value: channel.topic, creator: workspace.bot.id, last_set: created };
  return {
    id: channel.id,
    name: channel.name,
    name_normalized: channel.name,
    is_channel: true,
    is_group: false,
    is_im: false,
    is_mpim: false,
    is_private: false,
    is_archived: false,
    is_general: channel.name === "general",
    is_shared: channel.customer_id !== null,
    is_ext_shared: channel.customer_id !== null,
    is_org_shared: false,
    is_member: workspace.isJoined(channel),
    created,
    creator: workspace.bot.id,
    unlinked: 0,
    topic: note,
    purpose: note,
    previous_names: [],
    context_team_id: teamId,
  };
}

/** Writes a member as the users methods do. */
export function toMemberView(member: Member): Record<string, unknown> {
  const guest = member.kind === "guest";
  return {
    id: member.id,
    team_id: teamId,
    name: member.name,
    real_name: member.real_name,
    deleted: false,
    is_admin: false,
    is_owner: false,
    is_bot: member.kind === "bot",
    is_app_user: false,
    is_restricted: guest,
    is_ultra_restricted: guest,
    tz: "Etc/UTC",
    profile: {
      real_name: member.real_name,
      display_name: member.name,
      title: member.title,
      team: teamId,
      ...(member.kind === "bot" ? {} : { email: member.email }),
    },
  };
}

/** Writes a message as the conversations and chat methods do. */
export function toMessageView(message: Message, workspace: Workspace): Record<string, unknown> {
  const { ts, user_id, text, thread_ts } = message;
  const summary = workspace.summary(message);
  return {
    type: "message",
    user: user_id,
    ...(user_id === workspace.bot.id ? { bot_id: "B0DESKBOT", app_id: "A0DESKBOT" } : {}),
    team: teamId,
    text,
    ts,
    ...(thread_ts === undefined ? {} : { thread_ts }),
    ...(thread_ts !== undefined && thread_ts !== ts
      ? { parent_user_id: workspace.thread(workspace.channel(message.channel_id), ts)[0]?.user_id }
      : {}),
    ...(summary === undefined
      ? {}
      : { ...summary, reply_users_count: summary.reply_users.length, is_locked: false }),
  };
}
