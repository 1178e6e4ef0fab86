import type { EventBus } from "@mortise/protocol";
import { TopicListeners } from "@mortise/protocol/backplane-kit";
import type { RedisEndpoint } from "./redis-connection.ts";
import { RedisConnection } from "./redis-connection.ts";

/** The parts of a {@link RedisBus}. */
interface RedisBusParts {
  readonly commands: RedisConnection;
  readonly listening: RedisConnection;
  readonly listeners: TopicListeners;
  readonly receive: (message: string, channel: string) => void;
  /** The first part of each channel's name. */
  readonly prefix: string;
}

/** Sends messages as publications, on a channel for each topic; listening takes its own connection. */
export class RedisBus implements EventBus {
  readonly #parts: RedisBusParts;

  private constructor(parts: RedisBusParts) {
    this.#parts = parts;
  }

  static async open(endpoint: RedisEndpoint, commands: RedisConnection): Promise<RedisBus> {
    const prefix = `${endpoint.settings.prefix}:topic:`;
    const listeners = new TopicListeners(endpoint.settings.report);
    const receive = (message: string, channel: string): void =>
      listeners.deliver(channel.slice(prefix.length), message);
    const listening = await RedisConnection.open(endpoint, {
      prepare: async (client) => {
        const channels = listeners.topics().map((topic) => prefix + topic);
        if (channels.length > 0) await client.subscribe(channels, receive);
      },
      resumed: () => listeners.notifyMissed(),
    });
    return new RedisBus({ commands, listening, listeners, receive, prefix });
  }

  async publish(topic: string, message: string): Promise<void> {
    const { commands, prefix } = this.#parts;
    await commands.run((client) => client.publish(prefix + topic, message));
  }

  subscribe(
    topic: string,
    receive: (message: string) => void,
    missed?: () => void,
  ): Promise<() => Promise<void>> {
    const { listening, listeners, receive: deliver, prefix } = this.#parts;
    const channel = prefix + topic;
    return listeners.join(
      topic,
      { receive, missed },
      () => listening.runWhenReady((client) => client.subscribe(channel, deliver)),
      // Without a connection nothing is subscribed, and the next one subscribes to the topics left.
      () => listening.run((client) => client.unsubscribe(channel, deliver)),
    );
  }

  async close(): Promise<void> {
    this.#parts.listeners.clear();
    await this.#parts.listening.close();
  }
}
