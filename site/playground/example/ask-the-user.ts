import { createServer, serve } from "mortise";
import { z } from "zod";

const server = createServer({ name: "tables", version: "1.0.0" }).tool(
  "book_table",
  {
    description: "Book a table; asks how many guests there are.",
    input: z.object({ restaurant: z.string().describe("e.g. Oak") }),
  },
  async ({ restaurant }, ctx) => {
    // One line on every revision: with 2026-07-28 the call is sent again with the answer.
    const answer = await ctx.elicit("details", {
      message: `How many of you, and when, at ${restaurant}?`,
      schema: z.object({
        guests: z.number().int().min(1),
        time: z.enum(["noon", "evening"]).default("evening"),
      }),
    });
    if (answer.action !== "accept") return "Nothing was booked.";
    return { restaurant, ...answer.content };
  },
);

await serve(server);
export default server;
