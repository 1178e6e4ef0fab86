import type { Backplane } from "@mortise/protocol";
import { createBackplane } from "@mortise/protocol/backplane-kit";
import type { BackplaneSettings } from "../backplane-options.ts";
import { OrderedEvents } from "../ordered-events.ts";
import { RedisBus } from "./redis-bus.ts";
import type { RedisModule } from "./redis-connection.ts";
import { RedisConnection } from "./redis-connection.ts";
import { RedisEvents } from "./redis-events.ts";
import { RedisValues } from "./redis-values.ts";

/** Opens a backplane on one Redis 6.2 or later, or what speaks its protocol; Redis Cluster is not supported. */
export async function openRedisBackplane(
  redis: RedisModule,
  url: string,
  settings: BackplaneSettings,
): Promise<Backplane> {
  const commands = await RedisConnection.open(redis, url, settings);
  let bus: RedisBus;
  try {
    bus = await RedisBus.open(redis, url, settings, commands);
  } catch (error) {
    await commands.close();
    throw error;
  }
  const events = new OrderedEvents(new RedisEvents(commands, settings), settings);
  return createBackplane({
    kind: "redis",
    isShared: true,
    values: new RedisValues(commands, settings.prefix),
    bus,
    events,
    close: async () => {
      await events.idle();
      await bus.close();
      await commands.close();
    },
  });
}
