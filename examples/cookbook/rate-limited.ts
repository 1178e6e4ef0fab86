import { createServer, rateLimit, serve } from "mortise";
import { z } from "zod";

const server = createServer({ name: "search", version: "1.0.0" })
  .use(
    "tools/call",
    rateLimit({
      limit: 3,
      window: "1m",
      // A request that costs 0 is not counted: only web_search is limited.
      cost: ({ params }) => (params["name"] === "web_search" ? 1 : 0),
    }),
  )
  .tool(
    "web_search",
    { description: "Search the web; each search costs money.", input: z.object({ q: z.string() }) },
    ({ q }) => `Found nothing about ${q}.`,
  )
  .tool("help", { description: "How to search." }, () => "Write a few words.");

await serve(server);
export default server;
