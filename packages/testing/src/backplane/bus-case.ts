import { deepEqual, equal, rejects } from "node:assert/strict";
import type { Backplane } from "@mortise/protocol";
import { MAX_BUS_MESSAGE } from "@mortise/protocol";
import type { BackplaneCase } from "./backplane-case.ts";
import { ODD_KEYS } from "./backplane-case.ts";

/** What a listener hears, until it has heard `last`. */
interface Ear {
  readonly heard: readonly string[];
  readonly done: Promise<void>;
  readonly end: () => Promise<void>;
}

async function listen(instance: Backplane, topic: string, last = "last"): Promise<Ear> {
  const heard: string[] = [];
  const { promise: done, resolve } = Promise.withResolvers<void>();
  const end = await instance.bus.subscribe(topic, (message) => {
    heard.push(message);
    if (message === last) resolve();
  });
  return { heard, done, end };
}

/** Cases of messages between instances. */
export const busCases: readonly BackplaneCase[] = [
  {
    name: "every listener on every instance hears a message, the publisher's own included",
    run: async ({ open }) => {
      const [here, there] = [await open(), await open()];
      const ears = [
        await listen(here, "topic"),
        await listen(here, "topic"),
        await listen(there, "topic"),
      ];
      await here.bus.publish("topic", "first");
      await here.bus.publish("topic", "last");
      await Promise.all(ears.map(({ done }) => done));
      for (const { heard } of ears) deepEqual(heard, ["first", "last"]);
    },
  },
  {
    name: "what one instance publishes arrives in order, and equal messages each",
    run: async ({ open }) => {
      const [here, there] = [await open(), await open()];
      const ears = [await listen(here, "topic"), await listen(there, "topic")];
      const messages = [...Array.from({ length: 1_500 }, (_, index) => `${index >> 1}`), "last"];
      await Promise.all(messages.map((message) => here.bus.publish("topic", message)));
      await Promise.all(ears.map(({ done }) => done));
      for (const { heard } of ears) deepEqual(heard, messages);
    },
  },
  {
    name: "a listener that publishes does not disturb the order",
    run: async ({ open }) => {
      const instance = await open();
      await instance.bus.subscribe("topic", (message) => {
        if (message === "first") void instance.bus.publish("topic", "last");
      });
      const ear = await listen(instance, "topic");
      await instance.bus.publish("topic", "first");
      await ear.done;
      deepEqual(ear.heard, ["first", "last"]);
    },
  },
  {
    name: "topics of any writing are kept apart",
    run: async ({ open }) => {
      const [here, there] = [await open(), await open()];
      const ears = await Promise.all(ODD_KEYS.map((topic) => listen(there, topic)));
      await here.bus.publish("nobody listens", "to this");
      await Promise.all(ODD_KEYS.map((topic, index) => here.bus.publish(topic, `${index}`)));
      await Promise.all(ODD_KEYS.map((topic) => here.bus.publish(topic, "last")));
      await Promise.all(ears.map(({ done }) => done));
      for (const [index, { heard }] of ears.entries()) deepEqual(heard, [`${index}`, "last"]);
    },
  },
  {
    name: "a message may have as many characters as the contract says, and no more",
    run: async ({ open }) => {
      const [here, there] = [await open(), await open()];
      const topic = "語".repeat(512);
      const longest = ["x", "語", "é"].map((letter) => letter.repeat(MAX_BUS_MESSAGE));
      const ear = await listen(there, topic);
      await rejects(here.bus.publish(topic, "x".repeat(MAX_BUS_MESSAGE + 1)), {
        code: "INVALID_OPTION",
      });
      for (const message of ["", "quote ' \" \\ % \n 🧩", ...longest, "last"]) {
        await here.bus.publish(topic, message);
      }
      await ear.done;
      deepEqual(ear.heard, ["", "quote ' \" \\ % \n 🧩", ...longest, "last"]);
    },
  },
  {
    name: "a listener that has ended hears no more, and the others go on",
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
      deepEqual(ending.heard, ["first"]);
      deepEqual(staying.heard, ["first", "last"]);
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
      deepEqual([first.heard, second.heard], [[], ["last"]]);
    },
  },
  {
    name: "a listener that throws disturbs no other",
    run: async ({ open }) => {
      const instance = await open();
      await instance.bus.subscribe("topic", () => {
        throw new Error("a listener's fault");
      });
      const ear = await listen(instance, "topic");
      await instance.bus.publish("topic", "last");
      await ear.done;
      equal(ear.heard.length, 1);
    },
  },
];
