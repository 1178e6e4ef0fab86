import type { EventBus } from "@mortise/protocol";
import { TopicListeners } from "@mortise/protocol/backplane-kit";
import type { BackplaneSettings } from "../backplane-options.ts";
import type { RedisModule } from "./redis-connection.ts";
import { RedisConnection } from "./redis-connection.ts";

/** Messages as publications, on a channel for each topic; listening takes a connection of its own. */
export class RedisBus implements EventBus {
  readonly #commands: RedisConnection;
  readonly #listening: RedisConnection;
  readonly #listeners: TopicListeners;
  readonly #receive: (message: string, channel: string) => void;
  readonly #prefix: string;

  private constructor(
    commands: RedisConnection,
    listening: RedisConnection,
    listeners: TopicListeners,
    receive: (message: string, channel: string) => void,
    prefix: string,
  ) {
    this.#commands = commands;
    this.#listening = listening;
    this.#listeners = listeners;
    this.#receive = receive;
    this.#prefix = prefix;
  }

  static async open(
    redis: RedisModule,
    url: string,
    settings: BackplaneSettings,
    commands: RedisConnection,
  ): Promise<RedisBus> {
    const prefix = `${settings.prefix}:topic:`;
    const listeners = new TopicListeners(settings.report);
    const receive = (message: string, channel: string): void =>
      listeners.deliver(channel.slice(prefix.length), message);
    const listening = await RedisConnection.open(redis, url, settings, {
      prepare: async (client) => {
        const channels = listeners.topics().map((topic) => prefix + topic);
        if (channels.length > 0) await client.subscribe(channels, receive);
      },
      resumed: () => listeners.notifyMissed(),
    });
    return new RedisBus(commands, listening, listeners, receive, prefix);
  }

  async publish(topic: string, message: string): Promise<void> {
    await this.#commands.run((client) => client.publish(this.#prefix + topic, message));
  }

  subscribe(
    topic: string,
    receive: (message: string) => void,
    missed?: () => void,
  ): Promise<() => Promise<void>> {
    const channel = this.#prefix + topic;
    return this.#listeners.join(
      topic,
      { receive, missed },
      () => this.#listening.runWhenReady((client) => client.subscribe(channel, this.#receive)),
      // Where there is no connection, nothing is subscribed, and the next one asks for what is left.
      () => this.#listening.run((client) => client.unsubscribe(channel, this.#receive)),
    );
  }

  async close(): Promise<void> {
    this.#listeners.clear();
    await this.#listening.close();
  }
}
