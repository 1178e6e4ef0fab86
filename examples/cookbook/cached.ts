import { createServer, responseCache, serve } from "mortise";
import { z } from "zod";

/** A stand-in for something slow that changes seldom. */
async function fetchRate(currency: string): Promise<{ currency: string; rate: number }> {
  return { currency, rate: 0.5 + Math.random() };
}

const server = createServer({ name: "rates", version: "1.0.0" })
  .use(
    "tools/call",
    // Callers that ask the same at the same time wait for one answer. Failures are not kept.
    responseCache({ ttl: "5m", tools: ["get_rate"], scope: "everyone" }),
  )
  .tool(
    "get_rate",
    {
      description: "The exchange rate of a currency to the euro.",
      input: z.object({ currency: z.string().length(3).describe("e.g. CHF") }),
      annotations: { readOnlyHint: true },
    },
    ({ currency }) => fetchRate(currency),
  );

await serve(server);
export default server;
