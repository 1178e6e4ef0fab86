import { selectContenders } from "./contender.ts";
import type { Job, JobAnswer } from "./load-process.ts";
import { ServerProcess } from "./server-process.ts";

const servers = new Map<string, ServerProcess>();

async function run(job: Job): Promise<unknown> {
  if (job.kind === "stop") {
    await Promise.all([...servers.values()].map((server) => server.stop()));
    servers.clear();
    return undefined;
  }
  if (job.kind === "start") {
    const [contender] = selectContenders([job.contender]);
    if (contender) servers.set(job.contender, await ServerProcess.start(contender, job.setting));
    return undefined;
  }
  const server = servers.get(job.contender);
  if (!server) throw new Error(`${job.contender} was not started.`);
  return job.kind === "warm"
    ? server.warm(job.method, job.least, job.most)
    : server.measure(job.method, job.requests);
}

process.on("message", (job: Job) => {
  const where = "contender" in job ? `${job.contender}: ` : "";
  run(job).then(
    (result) => process.send?.({ result } satisfies JobAnswer),
    (error) => process.send?.({ failure: `${where}${String(error)}` } satisfies JobAnswer),
  );
});
// The servers end with the channel to this process, so an interrupted run leaves none behind.
process.on("disconnect", () => process.exit());
