import { deepEqual, equal, rejects } from "node:assert/strict";
import type { Backplane } from "@mortise/protocol";
import { MAX_BUS_MESSAGE } from "@mortise/protocol";
import type { BackplaneCase } from "./backplane-case.ts";
import { ODD_KEYS } from "./backplane-case.ts";

/** The messages of a listener until it has received `last`. */
interface Listener {
  readonly received: readonly string[];
  readonly done: Promise<void>;
  readonly end: () => Promise<void>;
}

async function listen(instance: Backplane, topic: string, last = "last"): Promise<Listener> {
  const received: string[] = [];
  const { promise: done, resolve } = Promise.withResolvers<void>();
  const end = await instance.bus.subscribe(topic, (message) => {
    received.push(message);
    if (message === last) resolve();
  });
  return { received, done, end };
}

/** Cases of messages between instances. */
export const busCases: readonly BackplaneCase[] = [
  {
    name: "every listener on every instance receives a message, the publisher's own included",
    run: async ({ open }) => {
      const [here, there] = [await open(), await open()];
      const listeners = [
        await listen(here, "topic"),
        await listen(here, "topic"),
        await listen(there, "topic"),
      ];
      await here.bus.publish("topic", "first");
      await here.bus.publish("topic", "last");
      await Promise.all(listeners.map(({ done }) => done));
      for (const { received } of listeners) deepEqual(received, ["first", "last"]);
    },
  },
  {
    name: "messages of one instance arrive in order, equal ones each",
    run: async ({ open }) => {
      const [here, there] = [await open(), await open()];
      const listeners = [await listen(here, "topic"), await listen(there, "topic")];
      const messages = [...Array.from({ length: 1_500 }, (_, index) => `${index >> 1}`), "last"];
      await Promise.all(messages.map((message) => here.bus.publish("topic", message)));
      await Promise.all(listeners.map(({ done }) => done));
      for (const { received } of listeners) deepEqual(received, messages);
    },
  },
  {
    name: "a listener that publishes does not disturb the order",
    run: async ({ open }) => {
      const instance = await open();
      await instance.bus.subscribe("topic", (message) => {
        if (message === "first") void instance.bus.publish("topic", "last");
      });
      const listener = await listen(instance, "topic");
      await instance.bus.publish("topic", "first");
      await listener.done;
      deepEqual(listener.received, ["first", "last"]);
    },
  },
  {
    name: "topics of any writing are kept apart",
    run: async ({ open }) => {
      const [here, there] = [await open(), await open()];
      const listeners = await Promise.all(ODD_KEYS.map((topic) => listen(there, topic)));
      await here.bus.publish("unused topic", "to this");
      await Promise.all(ODD_KEYS.map((topic, index) => here.bus.publish(topic, `${index}`)));
      await Promise.all(ODD_KEYS.map((topic) => here.bus.publish(topic, "last")));
      await Promise.all(listeners.map(({ done }) => done));
      for (const [index, { received }] of listeners.entries())
        deepEqual(received, [`${index}`, "last"]);
    },
  },
  {
    name: "a message may have as many characters as the contract says, and not one more",
    run: async ({ open }) => {
      const [here, there] = [await open(), await open()];
      const topic = "語".repeat(512);
      const longest = ["x", "語", "é"].map((letter) => letter.repeat(MAX_BUS_MESSAGE));
      const listener = await listen(there, topic);
      await rejects(here.bus.publish(topic, "x".repeat(MAX_BUS_MESSAGE + 1)), {
        code: "INVALID_OPTION",
      });
      for (const message of ["", "quote ' \" \\ % \n 🧩", ...longest, "last"]) {
        await here.bus.publish(topic, message);
      }
      await listener.done;
      deepEqual(listener.received, ["", "quote ' \" \\ % \n 🧩", ...longest, "last"]);
    },
  },
  {
    name: "a listener that has ended receives nothing, and the others go on",
    run: async ({ open }) => {
      const [here, there] = [await open(), await open()];
      const ending = await listen(there, "topic", "first");
      const staying = await listen(there, "topic");
      await here.bus.publish("topic", "first");
      await ending.done;
      await ending.end();
      await ending.end();
      await here.bus.publish("topic", "last");
      await staying.done;
      deepEqual(ending.received, ["first"]);
      deepEqual(staying.received, ["first", "last"]);
    },
  },
  {
    name: "a topic can be left and listened to again at once",
    run: async ({ open }) => {
      const [here, there] = [await open(), await open()];
      const first = await listen(there, "topic");
      const ending = first.end();
      const second = await listen(there, "topic");
      await ending;
      await here.bus.publish("topic", "last");
      await second.done;
      deepEqual([first.received, second.received], [[], ["last"]]);
    },
  },
  {
    name: "a listener that throws disturbs no other",
    run: async ({ open }) => {
      const instance = await open();
      await instance.bus.subscribe("topic", () => {
        throw new Error("a listener's fault");
      });
      const listener = await listen(instance, "topic");
      await instance.bus.publish("topic", "last");
      await listener.done;
      equal(listener.received.length, 1);
    },
  },
];
