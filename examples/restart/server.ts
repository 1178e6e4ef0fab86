import { appendFile } from "node:fs/promises";
import process from "node:process";
import { setTimeout } from "node:timers/promises";
import { createServer, serve } from "mortise";
import { tasks } from "mortise/tasks";
import { z } from "zod";

const MONTHS = ["January", "February", "March", "April", "May", "June"];

/** How long the accounts of a month take. */
const MONTH_MS = 250;

/** The database of both servers, and the month whose accounts do not come as long as this one lives. */
const { TASKS_DATABASE: database, TASKS_NAMESPACE: namespace, STUCK_AT: stuckAt } = process.env;

/** A server with one tool, whose call is a task. */
export const server = createServer({
  name: "accounts",
  version: "1.0.0",
  tasks: tasks({ database, leaseMs: 3_000, ...(namespace && { namespace }) }),
}).tool(
  "export_accounts",
  {
    description: "Exports the accounts of half a year to a file, month by month.",
    input: z.object({ file: z.string().describe("The path of the file, which is appended to.") }),
    output: z.object({ months: z.number() }),
    annotations: { readOnlyHint: false, destructiveHint: false },
    task: { poll: "200ms" },
  },
  async ({ file }, ctx) => {
    say("begins the task");
    for (const [index, month] of MONTHS.entries()) {
      await ctx.step(month, async () => {
        const workMs = month === stuckAt ? 2 ** 31 - 1 : MONTH_MS;
        await setTimeout(workMs, undefined, { signal: ctx.signal });
        await appendFile(file, `${month},${process.pid}\n`);
        say(`has exported ${month}`);
      });
      ctx.progress(index + 1, MONTHS.length, `${month} is exported`);
    }
    return { months: MONTHS.length };
  },
);

await serve(server);

/** Standard output belongs to the protocol. */
function say(line: string): void {
  process.stderr.write(`${line}\n`);
}
