import type { Backplane } from "@mortise/protocol";
import { createBackplane } from "@mortise/protocol/backplane-kit";
import { loadDriver } from "@mortise/storage/connection";
import type { BackplaneSettings } from "../backplane-options.ts";
import { OrderedEvents } from "../event-log/ordered-events.ts";
import { RedisBus } from "./redis-bus.ts";
import { RedisConnection } from "./redis-connection.ts";
import { RedisEvents } from "./redis-events.ts";
import { RedisValues } from "./redis-values.ts";

/** Opens a backplane on one Redis 6.2 or later, or a server of its protocol; not on Redis Cluster. */
export async function openRedisBackplane(
  url: string,
  settings: BackplaneSettings,
): Promise<Backplane> {
  const redis = await loadDriver("@redis/client", () => import("@redis/client"));
  const endpoint = { redis, url, settings };
  const commands = await RedisConnection.open(endpoint);
  let bus: RedisBus;
  try {
    bus = await RedisBus.open(endpoint, commands);
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
