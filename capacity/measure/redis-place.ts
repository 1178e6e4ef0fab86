import { createClient } from "@redis/client";
import { REDIS_URL } from "../../bench/tasks/services.ts";
import type { StorePlace } from "./store-place.ts";
import { readInfo } from "./store-place.ts";

/** Commands of this file, and of connections that open. */
const OWN = new Set([
  "info",
  "hello",
  "client|setinfo",
  "client|setname",
  "scan",
  "unlink",
  "ping",
]);
const COMMAND = "cmdstat_";

/** Opens a place in Redis. The operations of other programs are counted too. */
export async function openRedisPlace(prefix: string): Promise<StorePlace> {
  const client = createClient({ url: REDIS_URL });
  // Without a listener an error would end the process; each command reports it anyway.
  client.on("error", () => {});
  await client.connect();
  const info = async (section: string): Promise<ReadonlyMap<string, number>> =>
    readInfo(await client.info(section));
  return {
    name: "redis",
    url: REDIS_URL,
    prefix,
    readProcessor: async () => {
      const cpu = await info("cpu");
      const seconds = (cpu.get("used_cpu_user") ?? 0) + (cpu.get("used_cpu_sys") ?? 0);
      return seconds * 1e6;
    },
    readOperations: async () =>
      Object.fromEntries(
        [...(await info("commandstats"))]
          .map(([name, calls]) => [name.slice(COMMAND.length), calls] as const)
          .filter(([name]) => !OWN.has(name))
          .map(([name, calls]) => [name.toUpperCase(), calls]),
      ),
    [Symbol.asyncDispose]: async () => {
      for await (const keys of client.scanIterator({ MATCH: `${prefix}*`, COUNT: 1_000 })) {
        if (keys.length > 0) await client.unlink(keys);
      }
      client.destroy();
    },
  };
}
