import { createServer } from "@mortise/server";
import { z } from "zod";

const cityInput = z.object({ city: z.string().describe("The name of a city.") });

const legsInput = z.object({ legs: z.number().int().min(1).max(20).describe("How many legs.") });

/** How long one leg of a route takes to plan. */
const LEG_MS = 50;

/** A server that needs nothing of Node, and keeps nothing between two requests. */
export const server = createServer({ name: "routes", version: "1.0.0" })
  .tool(
    "greet_city",
    { description: "Greets a city.", input: cityInput },
    ({ city }) => `Hello, ${city}!`,
  )
  .tool(
    "plan_route",
    { description: "Plans a route leg by leg.", input: legsInput, timeout: "1m" },
    async ({ legs }, { progress }) => {
      for (let leg = 1; leg <= legs; leg += 1) {
        progress(leg, legs, `leg ${leg} is planned`);
        await new Promise((resolve) => setTimeout(resolve, LEG_MS));
      }
      return `${legs} legs`;
    },
  );
