import type { Channel, Member, Message, World } from "../../world/index.ts";
import { SlackError } from "./slack-error.ts";

/** A message and what Slack adds to the first of a thread. */
export interface ThreadSummary {
  readonly reply_count: number;
  readonly reply_users: readonly string[];
  readonly latest_reply: string;
}

/** The channels, members and messages of the Slack sandbox. */
export class Workspace {
  readonly members: readonly Member[];
  readonly channels: readonly Channel[];
  readonly bot: Member;
  readonly #byId: ReadonlyMap<string, Channel>;
  readonly #joined: Set<string>;
  readonly #messages = new Map<string, Message[]>();
  #posted = 0;

  constructor(world: World) {
    this.members = world.members;
    this.channels = world.channels;
    const bot = world.members.find((member) => member.kind === "bot");
    if (bot === undefined) {
      throw new Error("The world has no bot among its members. The Slack token belongs to a bot.");
    }
    this.bot = bot;
    this.#byId = new Map(world.channels.map((channel) => [channel.id, channel]));
    this.#joined = new Set(
      world.channels.filter((channel) => channel.bot_joined).map((channel) => channel.id),
    );
    for (const message of world.messages) {
      this.#of(message.channel_id).push({ ...message, text: escapeText(message.text) });
    }
  }

  /** Gives the channel with this id, or throws `channel_not_found`. */
  channel(id: string): Channel {
    const channel = this.#byId.get(id);
    if (channel === undefined) {
      throw new SlackError("channel_not_found");
    }
    return channel;
  }

  /** Gives a channel the bot is in, or throws `channel_not_found` or `not_in_channel`. */
  joinedChannel(id: string): Channel {
    const channel = this.channel(id);
    if (!this.#joined.has(channel.id)) {
      throw new SlackError("not_in_channel");
    }
    return channel;
  }

  /** Gives the channel to post to, by its id or, as `chat.postMessage` allows, by its name. */
  target(idOrName: string): Channel {
    const name = idOrName.replace(/^#/, "");
    const named = this.channels.find((channel) => channel.name === name);
    return this.joinedChannel(named?.id ?? idOrName);
  }

  /** Whether the bot is in a channel. */
  isJoined(channel: Channel): boolean {
    return this.#joined.has(channel.id);
  }

  /** Adds the bot to a channel. */
  join(channel: Channel): void {
    this.#joined.add(channel.id);
  }

  /** Gives a channel's messages outside threads and the first of each thread, the newest first. */
  history(channel: Channel): Message[] {
    return this.#of(channel.id)
      .filter((message) => message.thread_ts === undefined || message.thread_ts === message.ts)
      .reverse();
  }

  /** Gives a thread from its first message on, or throws `thread_not_found`. */
  thread(channel: Channel, ts: string): Message[] {
    const messages = this.#of(channel.id);
    const first = messages.find((message) => message.ts === ts);
    if (first === undefined) {
      throw new SlackError("thread_not_found");
    }
    const root = first.thread_ts ?? first.ts;
    return messages.filter((message) => message.ts === root || message.thread_ts === root);
  }

  /** Describes the replies to a message; `undefined` when it does not begin a thread. */
  summary(message: Message): ThreadSummary | undefined {
    if (message.thread_ts !== message.ts) {
      return undefined;
    }
    const replies = this.#of(message.channel_id).filter(
      (other) => other.thread_ts === message.ts && other.ts !== message.ts,
    );
    return {
      reply_count: replies.length,
      reply_users: [...new Set(replies.map((reply) => reply.user_id))],
      latest_reply: replies.at(-1)?.ts ?? message.ts,
    };
  }

  /** Posts a message of the bot, into a thread when `threadTs` is the `ts` of a message. */
  post(channel: Channel, text: string, threadTs: string | undefined): Message {
    const messages = this.#of(channel.id);
    this.#posted += 1;
    const seconds = Math.floor(Date.now() / 1000);
    // World messages count from 1, so numbers from the middle on are never theirs.
    const ts = `${seconds}.${String(500_000 + this.#posted).padStart(6, "0")}`;
    const message: Message = { channel_id: channel.id, ts, user_id: this.bot.id, text };
    if (threadTs === undefined) {
      messages.push(message);
      return message;
    }
    const [first] = this.thread(channel, threadTs);
    const root = first?.ts ?? threadTs;
    const index = messages.findIndex((candidate) => candidate.ts === root);
    if (first !== undefined && first.thread_ts === undefined) {
      messages[index] = { ...first, thread_ts: root };
    }
    const reply = { ...message, thread_ts: root };
    messages.push(reply);
    return reply;
  }

  #of(channelId: string): Message[] {
    const known = this.#messages.get(channelId);
    if (known !== undefined) {
      return known;
    }
    const messages: Message[] = [];
    this.#messages.set(channelId, messages);
    return messages;
  }
}

// Slack stores these three characters as entities; a client posts them as entities already.
function escapeText(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}
