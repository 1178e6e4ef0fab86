import { equal, rejects } from "node:assert/strict";
import type { BackplaneCase } from "./backplane-case.ts";
import { LONG } from "./backplane-case.ts";

const closed = { code: "CLOSED" };

/** Cases of opening and closing. */
export const lifetimeCases: readonly BackplaneCase[] = [
  {
    name: "a closed backplane refuses every use, and closing it again is fine",
    run: async ({ open }) => {
      const node = await open();
      const end = await node.bus.subscribe("topic", () => undefined);
      await node.close();
      await node.close();
      await node[Symbol.asyncDispose]();
      await end();
      const { store, bus, events } = node;
      await rejects(store.get("key"), closed);
      await rejects(store.set("key", "value", LONG), closed);
      await rejects(store.replace("key", undefined, "value", LONG), closed);
      await rejects(store.delete("key"), closed);
      await rejects(store.increment("key", 1, LONG), closed);
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
    name: "what a node that closes was asked before is done",
    run: async ({ open }) => {
      const node = await open();
      const kept = node.store.replace("key", undefined, "value", LONG);
      const told = node.bus.publish("topic", "message");
      await node.close();
      equal(await kept, true);
      await told;
    },
  },
];
