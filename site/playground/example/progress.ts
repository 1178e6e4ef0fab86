import { createServer, serve } from "mortise";
import { z } from "zod";

const server = createServer({ name: "reports", version: "1.0.0" }).tool(
  "write_report",
  {
    description: "Write a report, chapter by chapter; takes a while.",
    input: z.object({ chapters: z.number().int().min(1).max(100).default(5) }),
    timeout: "5m",
  },
  async ({ chapters }, ctx) => {
    for (let done = 1; done <= chapters; done += 1) {
      ctx.signal.throwIfAborted(); // the caller has cancelled
      await new Promise((resolve) => setTimeout(resolve, 400));
      ctx.progress(done, chapters, `chapter ${done}`);
    }
    ctx.log.info("the report is written");
    return `A report of ${chapters} chapters.`;
  },
);

await serve(server);
export default server;
