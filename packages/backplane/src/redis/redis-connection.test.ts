import * as client from "@redis/client";
import { describe, expect, test } from "vitest";
import { readOptions } from "../backplane-options.ts";
import { redis } from "../fixture/test-service.ts";
import { RedisConnection } from "./redis-connection.ts";

describe.skipIf(redis.missing !== undefined)("a connection to Redis", () => {
  const open = (options = {}): Promise<RedisConnection> =>
    RedisConnection.open({
      redis: client,
      url: redis.create().url,
      settings: readOptions(options),
    });

  test("closing finishes the calls in flight and refuses others", async () => {
    const connection = await open();
    const calls = Array.from({ length: 20 }, () => connection.run((redis) => redis.ping()));
    await Promise.all([connection.close(), ...calls]);
    expect(await Promise.all(calls)).toEqual(Array.from({ length: 20 }, () => "PONG"));
    const closed = { code: "CLOSED" };
    await expect(connection.run((redis) => redis.ping())).rejects.toMatchObject(closed);
    await expect(connection.runWhenReady((redis) => redis.ping())).rejects.toMatchObject(closed);
  });

  test("a command that the server refuses is an error with its reason", async () => {
    const connection = await open();
    const refused = connection.run((redis) => redis.sendCommand(["NO_SUCH_COMMAND"]));
    await expect(refused).rejects.toMatchObject({
      code: "CONNECTION_FAILED",
      message: expect.stringMatching(/^Redis failed: .*unknown command/),
    });
    await connection.close();
  });

  test("a command that takes too long is given up, and the connection goes on", async () => {
    const connection = await open({ timeoutMs: 2_000 });
    const never = connection.run(() => new Promise(() => undefined));
    await expect(never).rejects.toMatchObject({
      code: "CONNECTION_FAILED",
      message: "Redis did not answer within 2000 ms",
    });
    expect(await connection.run((redis) => redis.ping())).toBe("PONG");
    await connection.close();
  });
});
