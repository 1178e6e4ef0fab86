import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Client } from "mortise";
import { connect } from "mortise";
import type { NodeTarget, ProcessTarget } from "mortise/client";
import type { ServerName } from "../agent/server-targets.ts";
import { createHistoryTarget, createServerTargets } from "../agent/server-targets.ts";
import { startSandbox } from "../sandbox/index.ts";
import { startHttpServer } from "./start-http-server.ts";

/** The servers, running and connected. */
export interface RunningServers {
  readonly clients: Readonly<Record<ServerName, Client>>;
  /** The server of long work, which the agent that needs it starts: the agent answers its questions. */
  readonly history: ProcessTarget;
  /** How each is reached and what is behind it. */
  readonly places: readonly { name: string; transport: string; backend: string }[];
  /** Ends everything that was started. */
  close(): Promise<void>;
}

/**
 * Starts the sandbox of Jira, Slack and billing, and the servers as processes of their own: some over
 * stdio and some over HTTP, because to an agent that makes no difference.
 */
export async function startServers(
  env: Readonly<Record<string, string | undefined>>,
  signal: AbortSignal,
): Promise<RunningServers> {
  const started: { close(): Promise<void> }[] = [];
  const keep = <Started extends { close(): Promise<void> }>(one: Started): Started => {
    started.push(one);
    return one;
  };
  const close = async (): Promise<void> => {
    // The last that was started is the first to end: clients before servers before services.
    for (const one of started.splice(0).reverse()) await one.close();
  };
  try {
    const sandbox = keep(await startSandbox());
    const folder = await mkdtemp(join(tmpdir(), "support-desk-"));
    keep({ close: () => rm(folder, { recursive: true, force: true }) });
    const tasks = { TASKS_DATABASE: `sqlite:${join(folder, "tasks.db")}`, HISTORY_FOLDER: folder };
    const targets = createServerTargets({ ...env, ...sandbox.env });
    const history = createHistoryTarget({ ...tasks, ...env, ...sandbox.env });
    const open = async (target: NodeTarget): Promise<Client> =>
      keep(await connect(target, { signal }));
    const listen = async (name: ServerName): Promise<{ url: string; client: Client }> => {
      const { url } = keep(await startHttpServer(targets[name], signal));
      return { url, client: await open(url) };
    };
    const [customers, conversations, tickets, billing] = await allOrNone([
      open(targets.customers),
      open(targets.conversations),
      listen("tickets"),
      listen("billing"),
    ]);
    return {
      clients: { customers, tickets: tickets.client, conversations, billing: billing.client },
      history,
      places: [
        { name: "customers", transport: "stdio", backend: nameDatabase(env["DATABASE_URL"]) },
        { name: "tickets", transport: tickets.url, backend: "Jira (sandbox)" },
        { name: "conversations", transport: "stdio", backend: "Slack (sandbox)" },
        { name: "billing", transport: billing.url, backend: "billing API (sandbox)" },
        { name: "history", transport: "stdio", backend: "the four others, by tasks" },
      ],
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}

function nameDatabase(url = ""): string {
  return /^postgres(ql)?:/.test(url) ? "PostgreSQL" : "SQLite";
}

/** Like `Promise.all`, but waits for all, so that nothing starts after a failure was cleaned up. */
async function allOrNone<const Values extends readonly unknown[]>(
  starting: readonly [...{ [Key in keyof Values]: Promise<Values[Key]> }],
): Promise<Values> {
  await Promise.allSettled(starting);
  return (await Promise.all(starting)) as unknown as Values;
}
