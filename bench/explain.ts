// Explains a missed target: runs our process again under V8's profiler.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { ClientSetting } from "./client/control.ts";
import { clients, startServer, warmClient } from "./client/measure.ts";
import { selectContenders } from "./load/contender.ts";
import { FixtureProcess } from "./load/fixture-process.ts";
import type { Method } from "./load/message.ts";
import { ServerProcess } from "./load/server-process.ts";
import type { ProfileSummary } from "./profile.ts";
import { profileFlags, readProfile } from "./profile.ts";
import type { Setting } from "./server/control.ts";

/** The scenario of a target, so that it can be run again. */
export type Probe =
  | ({ kind: "server"; contender: "mortise" | "mortise-guarded"; method: Method } & Setting)
  | { kind: "client"; transport: "http" | "stdio"; revision: ClientSetting["revision"] };

/** Runs a scenario for `duration` milliseconds, and returns where its processor time went. */
export async function explain(probe: Probe, duration: number): Promise<ProfileSummary> {
  const folder = mkdtempSync(join(tmpdir(), "mortise-bench-"));
  try {
    if (probe.kind === "server") await profileServer(probe, folder, duration);
    else await profileClient(probe, folder, duration);
    return readProfile(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Names a probe, as a heading. */
export function describeProbe(probe: Probe): string {
  return probe.kind === "server"
    ? `${probe.transport} ${probe.method} with ${probe.tools} tools, our server${probe.contender === "mortise" ? "" : " with a token"}`
    : `${probe.transport} in ${probe.revision}, our client`;
}

async function profileServer(
  { contender, method, ...setting }: Probe & { kind: "server" },
  folder: string,
  duration: number,
): Promise<void> {
  const [ours] = selectContenders([contender]);
  if (!ours) return;
  const server = await ServerProcess.start(ours, setting, profileFlags(folder));
  await server.warm(method, duration, duration);
  await server.stop(true);
}

async function profileClient(
  { transport, revision }: Probe & { kind: "client" },
  folder: string,
  duration: number,
): Promise<void> {
  const ours = clients.find(({ name }) => name === "mortise");
  if (!ours) return;
  const server = transport === "http" ? await startServer() : undefined;
  try {
    const setting: ClientSetting = server
      ? { revision, url: `http://127.0.0.1:${server.ready.port}/mcp` }
      : { revision };
    const args = [JSON.stringify(setting)];
    const client = await FixtureProcess.start(ours.fixture, args, profileFlags(folder));
    await warmClient(client, { least: duration, most: duration });
    await client.end();
  } finally {
    await server?.stop();
  }
}
