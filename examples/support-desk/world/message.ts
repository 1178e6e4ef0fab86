import type { Timeline } from "./timeline.ts";

/** A Slack message. */
export interface Message {
  readonly channel_id: string;
  /** Seconds since 1970 and a six-digit number that makes it unique, such as `1763800000.000042`. */
  readonly ts: string;
  readonly user_id: string;
  readonly text: string;
  /** The `ts` of the thread's first message, on every message of a thread that has replies. */
  readonly thread_ts?: string;
}

/** A message before it has its channel and its timestamp. */
export interface Line {
  readonly user_id: string;
  readonly text: string;
  /** Age in minutes. */
  readonly age: number;
}

/** Collects messages, and gives each its own timestamp. */
export class Conversation {
  readonly #messages: Message[] = [];
  readonly #timeline: Timeline;

  constructor(timeline: Timeline) {
    this.#timeline = timeline;
  }

  /** How many messages there are. */
  get size(): number {
    return this.#messages.length;
  }

  /** Adds one message that is not in a thread. */
  say(channelId: string, line: Line): void {
    const { user_id, text } = line;
    this.#messages.push({ channel_id: channelId, ts: this.#stamp(line.age), user_id, text });
  }

  /** Adds a message and the replies to it. */
  thread(channelId: string, first: Line, replies: readonly Line[]): void {
    if (replies.length === 0) {
      this.say(channelId, first);
      return;
    }
    const thread_ts = this.#stamp(first.age);
    for (const [index, { user_id, text, age }] of [first, ...replies].entries()) {
      const ts = index === 0 ? thread_ts : this.#stamp(age);
      this.#messages.push({ channel_id: channelId, ts, user_id, text, thread_ts });
    }
  }

  /** Gives every message, the oldest first. */
  messages(): Message[] {
    return this.#messages.toSorted((a, b) => (a.ts < b.ts ? -1 : 1));
  }

  #stamp(age: number): string {
    const seconds = Math.floor(this.#timeline.ago({ minutes: age }).getTime() / 1000);
    return `${seconds}.${String(this.#messages.length + 1).padStart(6, "0")}`;
  }
}
