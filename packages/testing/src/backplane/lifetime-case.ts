import { equal, rejects } from "node:assert/strict";
import type { BackplaneCase } from "./backplane-case.ts";
import { LONG } from "./backplane-case.ts";

const closed = { code: "CLOSED" };

/** Cases of opening and closing. */
export const lifetimeCases: readonly BackplaneCase[] = [
  {
    name: "a closed backplane refuses every use, and closing it again is fine",
    run: async ({ open }) => {
      const instance = await open();
      const end = await instance.bus.subscribe("topic", () => undefined);
      await instance.close();
      await instance.close();
      await instance[Symbol.asyncDispose]();
      await end();
      const { values, bus, events } = instance;
      await rejects(values.get("key"), closed);
      await rejects(values.set("key", "value", LONG), closed);
      await rejects(values.replace("key", undefined, "value", LONG), closed);
      await rejects(values.delete("key"), closed);
      await rejects(values.increment("key", 1, LONG), closed);
      await rejects(
        bus.subscribe("topic", () => undefined),
        closed,
      );
      await rejects(bus.publish("topic", "message"), closed);
      await rejects(events.append("stream", [], LONG), closed);
      await rejects(events.read("stream", 0), closed);
      await rejects(events.delete("stream"), closed);
    },
  },
  {
    name: "an instance that closes completes the requests before",
    run: async ({ open }) => {
      const instance = await open();
      const kept = instance.values.replace("key", undefined, "value", LONG);
      const published = instance.bus.publish("topic", "message");
      await instance.close();
      equal(await kept, true);
      await published;
    },
  },
];
