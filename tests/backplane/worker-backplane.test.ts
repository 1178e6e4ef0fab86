import type { MessagePort } from "node:worker_threads";
import { MessageChannel } from "node:worker_threads";
import type { Channel, WorkerBackplaneOptions } from "@mortise/node";
import { hostBackplane, openWorkerBackplane } from "@mortise/node";
import type { Backplane } from "@mortise/protocol";
import type { MemoryBackplaneOptions } from "@mortise/server";
import { createMemoryBackplane } from "@mortise/server";
import { backplaneCases, CASE_BOUNDS, createFakeClock } from "@mortise/testing";
import { describe, expect, test } from "vitest";

/** One end of a channel that carries JSON, as Node's between processes does. */
function portChannel(port: MessagePort): Channel {
  return {
    post(message, done = () => undefined) {
      port.postMessage(JSON.stringify(message));
      done(null);
    },
    listen(receive, gone) {
      const read = (text: string): void => receive(JSON.parse(text));
      port.on("message", read);
      port.on("close", gone);
      return () => {
        port.off("message", read);
        port.off("close", gone);
      };
    },
  };
}

/** A primary with workers, over channels inside of this process. */
class Primary implements Disposable {
  readonly memory: Backplane;
  readonly #ports: MessagePort[] = [];

  constructor(options: MemoryBackplaneOptions = {}) {
    this.memory = createMemoryBackplane(options);
  }

  /** Opens a worker's end. */
  open(options: WorkerBackplaneOptions = {}): Backplane {
    const { port1, port2 } = new MessageChannel();
    this.#ports.push(port1);
    hostBackplane(this.memory, portChannel(port1));
    return openWorkerBackplane(portChannel(port2), { onError: () => undefined, ...options });
  }

  [Symbol.dispose](): void {
    for (const port of this.#ports) port.close();
  }
}

describe("the backplane of workers", () => {
  test.each(backplaneCases)("$name", async ({ run }) => {
    const clock = createFakeClock();
    using primary = new Primary({ ...CASE_BOUNDS, clock });
    const instances: Backplane[] = [];
    await run({
      open: async () => {
        const instance = primary.open();
        instances.push(instance);
        return instance;
      },
      pass: (ms) => clock.advance(ms),
    });
    await Promise.all(instances.map((instance) => instance.close()));
  });
});

test("a primary that goes away notifies listeners, and calls to it fail", async () => {
  const primary = new Primary();
  const instance = primary.open();
  const { promise: noticed, resolve: missed } = Promise.withResolvers<void>();
  await instance.bus.subscribe("topic", () => undefined, missed);
  primary[Symbol.dispose]();
  await noticed;
  await expect(instance.values.get("key")).rejects.toMatchObject({
    code: "CONNECTION_FAILED",
    message: "The primary process has gone (get)",
  });
  await expect(instance.bus.subscribe("topic", () => undefined)).rejects.toThrow("has gone");
  await instance.close();
});

/** A channel whose other end never answers; `deliver` says something in its name, `leave` ends it. */
function deafChannel() {
  let receive: (message: unknown) => void = () => undefined;
  let leave: () => void = () => undefined;
  const channel: Channel = {
    post: (_message, done) => done?.(null),
    listen: (listener, gone) => {
      receive = listener;
      leave = gone;
      return () => undefined;
    },
  };
  return { channel, deliver: (message: unknown) => receive(message), leave: () => leave() };
}

test("a primary that goes away fails what it was asked before", async () => {
  const { channel, leave } = deafChannel();
  const asked = openWorkerBackplane(channel).values.get("key");
  leave();
  await expect(asked).rejects.toMatchObject({
    code: "CONNECTION_FAILED",
    message: "The primary process has gone (get)",
  });
});

test("a primary that does not answer in time is an error that names the call", async () => {
  const instance = openWorkerBackplane(deafChannel().channel, { timeoutMs: 1 });
  await expect(instance.values.get("key")).rejects.toMatchObject({
    code: "CONNECTION_FAILED",
    message: "The primary process did not answer within 1 ms (get)",
  });
});

test("calls that wait are bounded, and so is what one of them carries", async () => {
  const { channel, deliver } = deafChannel();
  const instance = openWorkerBackplane(channel, { maxCalls: 1 });
  const first = instance.values.get("key");
  await expect(instance.values.get("key")).rejects.toThrow("wait for the primary process");
  deliver({ mortise: "answer", id: 1 });
  expect(await first).toBeUndefined();
  await expect(
    instance.values.set("key", "x".repeat(8 * 1024 * 1024), 1_000),
  ).rejects.toMatchObject({
    code: "INVALID_OPTION",
  });
});

test("a worker that reads too slowly learns that it missed messages, once it reads again", async () => {
  const memory = createMemoryBackplane();
  const sent: { mortise: string }[] = [];
  const flushes: (() => void)[] = [];
  let receive: (message: unknown) => void = () => undefined;
  hostBackplane(memory, {
    post: (message, done) => {
      sent.push(message as { mortise: string });
      if (done) flushes.push(() => done(null));
    },
    listen: (listener) => {
      receive = listener;
      return () => undefined;
    },
  });
  receive({ mortise: "call", id: 1, method: "subscribe", input: ["topic"] });
  for (let index = 0; index < 10_005; index += 1) await memory.bus.publish("topic", `${index}`);
  const events = (): number => sent.filter(({ mortise }) => mortise === "event").length;
  expect(events()).toBe(10_000);
  for (const flush of flushes.splice(0)) flush();
  expect(sent.at(-1)).toEqual({ mortise: "missed" });
  await memory.bus.publish("topic", "again");
  expect(events()).toBe(10_001);
});
