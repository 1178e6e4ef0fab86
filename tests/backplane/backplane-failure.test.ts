import type { OpenBackplaneOptions } from "@mortise/backplane";
import { openBackplane } from "@mortise/backplane";
import type { Backplane } from "@mortise/protocol";
import { afterAll, describe, expect, test, vi } from "vitest";
import type { FaultyNetwork } from "../fixture/network/faulty-network.ts";
import { openFaultyNetwork } from "../fixture/network/faulty-network.ts";
import { freshPrefix, remoteServices } from "../fixture/service/local-services.ts";

const LONG = 600_000;
const lost = { code: "CONNECTION_FAILED" };

/** An instance behind a network that can fail, and another that is not. */
interface Scene extends AsyncDisposable {
  readonly network: FaultyNetwork;
  readonly instance: Backplane;
  readonly other: Backplane;
  readonly reported: readonly Error[];
}

for (const { name, url, missing, drop } of remoteServices()) {
  const prefix = freshPrefix();

  const openScene = async (options: OpenBackplaneOptions = {}): Promise<Scene> => {
    const reported: Error[] = [];
    const onError = (error: Error): void => void reported.push(error);
    const network = await openFaultyNetwork(url);
    const instance = await openBackplane(network.url, { prefix, onError, ...options });
    const other = await openBackplane(url, { prefix, onError });
    return {
      network,
      instance,
      other,
      reported,
      async [Symbol.asyncDispose]() {
        await instance.close();
        await other.close();
        await network[Symbol.asyncDispose]();
      },
    };
  };

  describe.skipIf(missing !== undefined)(`${name}, when it goes away`, () => {
    afterAll(() => drop(prefix));

    test("calls fail while it is away and work again afterwards", async () => {
      await using scene = await openScene();
      const { network, instance, reported } = scene;
      await instance.values.set("key", "value", LONG);
      network.cut();
      await expect(instance.values.get("key")).rejects.toMatchObject(lost);
      await expect(instance.values.increment("count", 1, LONG)).rejects.toMatchObject(lost);
      await expect(instance.bus.publish("topic", "message")).rejects.toMatchObject(lost);
      await expect(instance.events.read("stream", 0)).rejects.toMatchObject(lost);
      network.restore();
      await expect.poll(() => instance.values.get("key")).toBe("value");
      await expect.poll(() => reported).not.toEqual([]);
      expect(reported[0]).toMatchObject(lost);
    });

    test("calls that are under way fail, and none is left hanging", async () => {
      await using scene = await openScene();
      const { network, instance } = scene;
      const calls = Array.from({ length: 50 }, (_, index) =>
        instance.values.set(`${index}`, "v", LONG),
      );
      network.cut();
      const results = await Promise.allSettled(calls);
      for (const result of results) {
        if (result.status === "rejected") expect(result.reason).toMatchObject(lost);
      }
      expect(results.map(({ status }) => status)).toContain("rejected");
      network.restore();
    });

    test("subscribers learn that they may have missed messages, and go on receiving", async () => {
      await using scene = await openScene();
      const { network, instance, other } = scene;
      const received: string[] = [];
      const missed = vi.fn();
      await instance.bus.subscribe("topic", (message) => received.push(message), missed);
      const endOther = await instance.bus.subscribe("other", () => undefined, missed);
      await endOther();
      await other.bus.publish("topic", "before");
      await expect.poll(() => received).toEqual(["before"]);
      network.cut();
      await other.bus.publish("topic", "lost");
      expect(missed).not.toHaveBeenCalled();
      network.restore();
      await expect.poll(() => missed).toHaveBeenCalledTimes(1);
      await other.bus.publish("topic", "after");
      await expect.poll(() => received).toEqual(["before", "after"]);
      await expect.poll(() => instance.bus.publish("topic", "own")).toBeUndefined();
      await expect.poll(() => received).toEqual(["before", "after", "own"]);
    });

    test("a subscription that begins meanwhile waits until messages arrive", async () => {
      await using scene = await openScene({ connectTimeoutMs: 20_000 });
      const { network, instance, other, reported } = scene;
      network.cut();
      await expect.poll(() => reported).not.toEqual([]);
      const received: string[] = [];
      const subscribing = instance.bus.subscribe("topic", (message) => received.push(message));
      network.restore();
      await subscribing;
      await other.bus.publish("topic", "message");
      await expect.poll(() => received).toEqual(["message"]);
    });

    test("a subscription that waits in vain is refused and leaves nothing behind", async () => {
      await using scene = await openScene({ connectTimeoutMs: 3_000 });
      const { network, instance, reported } = scene;
      network.cut();
      await expect.poll(() => reported).not.toEqual([]);
      const receive = vi.fn();
      await expect(instance.bus.subscribe("topic", receive)).rejects.toMatchObject(lost);
      network.restore();
      const own = vi.fn();
      await expect.poll(() => instance.bus.subscribe("topic", own)).toBeTypeOf("function");
      await expect.poll(() => instance.bus.publish("topic", "message")).toBeUndefined();
      await expect.poll(() => own).toHaveBeenCalledWith("message");
      expect(receive).not.toHaveBeenCalled();
    });

    test("a connection that went silent is noticed and replaced", async () => {
      await using scene = await openScene({ heartbeatMs: 50, timeoutMs: 3_000 });
      const { network, instance, other } = scene;
      const received: string[] = [];
      const missed = vi.fn();
      await instance.bus.subscribe("topic", (message) => received.push(message), missed);
      network.silence();
      await expect(instance.values.get("key")).rejects.toMatchObject(lost);
      await expect.poll(() => scene.reported).not.toEqual([]);
      network.restore();
      await expect.poll(() => missed).toHaveBeenCalled();
      await other.bus.publish("topic", "after");
      await expect.poll(() => received).toEqual(["after"]);
    });

    test("more calls than may wait are refused at once", async () => {
      await using scene = await openScene({ timeoutMs: 3_000 });
      const { network, instance } = scene;
      network.silence();
      const calls = Array.from({ length: 10_001 }, () => instance.values.get("key"));
      const messages = Array.from({ length: 11_000 }, () =>
        instance.bus.publish("topic", "message"),
      );
      const slow = { ...lost, message: expect.stringMatching(/is too slow: 10000 .* are waiting/) };
      await expect(calls.at(-1)).rejects.toMatchObject(slow);
      await expect(messages.at(-1)).rejects.toMatchObject(slow);
      const results = await Promise.allSettled([...calls, ...messages]);
      expect(results.every(({ status }) => status === "rejected")).toBe(true);
    });

    test("closing while it is away ends, and later calls fail as closed", async () => {
      await using scene = await openScene({ timeoutMs: 3_000, connectTimeoutMs: 3_000 });
      const { network, instance } = scene;
      const end = await instance.bus.subscribe("topic", () => undefined);
      network.silence();
      const call = instance.values.get("key");
      await Promise.all([expect(call).rejects.toMatchObject(lost), instance.close()]);
      await end();
      await expect(instance.values.get("key")).rejects.toMatchObject({ code: "CLOSED" });
    });

    test("opening fails in time without an answer, and shows no password", async () => {
      await using network = await openFaultyNetwork(url);
      const secret = new URL(network.url);
      secret.password = "hunter2";
      const options = { prefix, connectTimeoutMs: 300, timeoutMs: 300 };
      for (const fail of [network.silence, network.cut]) {
        fail();
        const error: unknown = await openBackplane(secret.href, options).catch((caught) => caught);
        expect(error).toMatchObject(lost);
        expect(`${error}`).not.toContain("hunter2");
      }
    });
  });
}
