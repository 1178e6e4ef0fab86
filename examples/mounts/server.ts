import { EventEmitter, once } from "node:events";
import { setTimeout } from "node:timers/promises";
import { createServer } from "mortise";
import { z } from "zod";

/** The largest request body, which the body parsers of frameworks have to allow as well. */
export const MAX_BODY_BYTES: number = 1024 * 1024;

const deliveries = new EventEmitter().setMaxListeners(0); // any number of callers may wait

const parcel = z.object({ id: z.string().describe("The number on the parcel.") });

/** A server about parcels, which knows nothing of the framework that it is mounted in. */
export const server = createServer({ name: "parcels", version: "1.0.0" })
  .tool(
    "await_parcel",
    { description: "Waits until a parcel is delivered.", input: parcel, timeout: "10m" },
    async ({ id }, { progress, signal }) => {
      const delivered = once(deliveries, id, { signal });
      progress(0, 1, "on its way");
      await delivered;
      return `Parcel ${id} is there`;
    },
  )
  .tool(
    "deliver_parcel",
    { description: "Reports that a parcel is delivered.", input: parcel },
    ({ id }) => (deliveries.emit(id) ? "Delivered" : "No caller waits for it"),
  )
  .tool(
    "count_waiting",
    { description: "Counts the callers that wait for a parcel.", input: parcel },
    ({ id }) => String(deliveries.listenerCount(id)),
  )
  .tool(
    "weigh_parcel",
    { description: "Weighs a parcel, which takes a second.", input: parcel },
    async ({ id }, { progress, signal }) => {
      progress(0, 1, "on the scales");
      await setTimeout(1_000, undefined, { signal });
      return `Parcel ${id} has ${id.length} kg`;
    },
  )
  .tool(
    "sign_for_parcel",
    { description: "Asks for the name of the receiver.", input: parcel, timeout: "10m" },
    async ({ id }, { elicit }) => {
      const schema = z.object({ name: z.string() });
      const answer = await elicit("receiver", { message: `Who receives ${id}?`, schema });
      return answer.action === "accept" ? `Signed by ${answer.content.name}` : "Not signed";
    },
  );
