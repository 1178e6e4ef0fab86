import type { Message } from "../../world/index.ts";
import type { MethodArguments } from "./method-arguments.ts";
import { toPage } from "./page.ts";
import { SlackError } from "./slack-error.ts";
import { teamId, toChannelView, toMemberView, toMessageView } from "./slack-view.ts";
import type { Workspace } from "./workspace.ts";

/** A method of the Slack Web API: gives what stands beside `ok: true`, or throws a SlackError. */
export type SlackMethod = (given: MethodArguments) => Record<string, unknown>;

const maximumText = 40_000;

/** Creates the methods of the Slack sandbox, by name. */
export function createSlackMethods(
  workspace: Workspace,
  url: string,
): ReadonlyMap<string, SlackMethod> {
  return new Map<string, SlackMethod>([
    [
      "auth.test",
      () => ({
        url: `${url}/`,
        team: "Halyard",
        user: workspace.bot.name,
        team_id: teamId,
        user_id: workspace.bot.id,
        bot_id: "B0DESKBOT",
        is_enterprise_install: false,
      }),
    ],
    ...conversationMethods(workspace),
    ...userMethods(workspace),
    ["chat.postMessage", (given) => postMessage(workspace, given)],
    [
      "search.messages",
      () => {
        // A bot token may not search; Slack gives that to user tokens only.
        throw new SlackError("not_allowed_token_type");
      },
    ],
  ]);
}

function conversationMethods(workspace: Workspace): [string, SlackMethod][] {
  const inChannel = (given: MethodArguments) => workspace.joinedChannel(given.required("channel"));
  return [
    [
      "conversations.list",
      (given) => {
        const types = (given.text("types") ?? "public_channel").split(",");
        const channels = types.includes("public_channel") ? workspace.channels : [];
        const page = toPage(channels, ({ id }) => id, given, { otherwise: 100, maximum: 1000 });
        return {
          channels: page.items.map((channel) => toChannelView(channel, workspace)),
          response_metadata: page.metadata,
        };
      },
    ],
    [
      "conversations.info",
      (given) => ({
        channel: toChannelView(workspace.channel(given.required("channel")), workspace),
      }),
    ],
    [
      "conversations.join",
      (given) => {
        const channel = workspace.channel(given.required("channel"));
        workspace.join(channel);
        return { channel: toChannelView(channel, workspace) };
      },
    ],
    [
      "conversations.history",
      (given) =>
        toMessages(workspace, selectByTime(workspace.history(inChannel(given)), given), given),
    ],
    [
      "conversations.replies",
      (given) => {
        const [first, ...replies] = workspace.thread(inChannel(given), given.required("ts"));
        const selected = selectByTime(replies, given);
        const all = first === undefined ? selected : [first, ...selected];
        return toMessages(workspace, all, given);
      },
    ],
  ];
}

function userMethods(workspace: Workspace): [string, SlackMethod][] {
  return [
    [
      "users.list",
      (given) => {
        const page = toPage(workspace.members, ({ id }) => id, given, {
          otherwise: 1000,
          maximum: 1000,
        });
        return {
          members: page.items.map(toMemberView),
          cache_ts: Math.floor(Date.now() / 1000),
          response_metadata: page.metadata,
        };
      },
    ],
    [
      "users.info",
      (given) => {
        const id = given.required("user");
        const member = workspace.members.find((candidate) => candidate.id === id);
        if (member === undefined) {
          throw new SlackError("user_not_found");
        }
        return { user: toMemberView(member) };
      },
    ],
    [
      "users.lookupByEmail",
      (given) => {
        const email = given.required("email").toLowerCase();
        const member = workspace.members.find((candidate) => candidate.email === email);
        if (member === undefined || member.kind === "bot") {
          throw new SlackError("users_not_found");
        }
        return { user: toMemberView(member) };
      },
    ],
  ];
}

function postMessage(workspace: Workspace, given: MethodArguments): Record<string, unknown> {
  const channel = workspace.target(given.required("channel"));
  const text = given.text("text");
  if (text === undefined) {
    throw new SlackError("no_text");
  }
  if (text.length > maximumText) {
    throw new SlackError("msg_too_long");
  }
  const message = workspace.post(channel, text, given.text("thread_ts"));
  return { channel: channel.id, ts: message.ts, message: toMessageView(message, workspace) };
}

function toMessages(
  workspace: Workspace,
  messages: readonly Message[],
  given: MethodArguments,
): Record<string, unknown> {
  const page = toPage(messages, ({ ts }) => ts, given, { otherwise: 100, maximum: 999 });
  return {
    messages: page.items.map((message) => toMessageView(message, workspace)),
    has_more: page.hasMore,
    ...(page.hasMore ? { response_metadata: page.metadata } : {}),
  };
}

function selectByTime(messages: readonly Message[], given: MethodArguments): Message[] {
  const oldest = readTime(given.text("oldest") ?? "0", "invalid_ts_oldest");
  const latest = readTime(given.text("latest") ?? "9999999999", "invalid_ts_latest");
  const inclusive = given.flag("inclusive");
  return messages.filter(({ ts }) => {
    const time = readTime(ts, "invalid_ts_latest");
    return (time > oldest && time < latest) || (inclusive && (time === oldest || time === latest));
  });
}

// In microseconds, because seconds with six decimals do not survive a floating-point number.
function readTime(text: string, code: string): bigint {
  const [, seconds, fraction = ""] = /^(\d{1,10})(?:\.(\d{1,6}))?$/.exec(text) ?? [];
  if (seconds === undefined) {
    throw new SlackError(code);
  }
  return BigInt(seconds) * 1_000_000n + BigInt(fraction.padEnd(6, "0"));
}
