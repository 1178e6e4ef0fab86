import { setTimeout as pause } from "node:timers/promises";
import { createServer, serve } from "mortise";
import { z } from "zod";

/** A stand-in: import one file, and stop when `signal` says so. */
async function importFile(_name: string, signal: AbortSignal): Promise<void> {
  await pause(Number(process.env["STEP_MS"] ?? 500), undefined, { signal });
}

const server = createServer({ name: "imports", version: "1.0.0" }).tool(
  "import_files",
  {
    description: "Import files, one after the other. Says how far it is.",
    input: z.object({ names: z.array(z.string()).min(1).max(1000) }),
    timeout: "10m", // for all of it; the default is 60 s
  },
  async ({ names }, ctx) => {
    for (const [done, name] of names.entries()) {
      ctx.progress(done, names.length, `importing ${name}`);
      // Aborted when the caller cancels, leaves, or the time is up.
      await importFile(name, ctx.signal);
    }
    return `${names.length} files are imported.`;
  },
);

await serve(server);
export default server;
