import type {
  HandlerRecord,
  JsonObject,
  NewTask,
  OptionNames,
  TaskEngine,
} from "@mortise/protocol";
import { checkOptions, ErrorCode, ProtocolError, TASKS_EXTENSION } from "@mortise/protocol";
import type {
  ExtensionHost,
  ExtensionSubscription,
  InterceptedRequest,
  Middleware,
  RequestContext,
  ServerExtension,
} from "@mortise/server";
import type { SqlDatabase } from "@mortise/storage";
import { openDatabase } from "@mortise/storage";
import type { TaskContribution } from "./extension/detach.ts";
import { Detached } from "./extension/detach.ts";
import type { EngineSource } from "./extension/task-methods.ts";
import { ownerOf, readIds, taskMethods } from "./extension/task-methods.ts";
import type { ToolTasks } from "./extension/task-settings.ts";
import { ToolWorker } from "./extension/tool-worker.ts";
import type { SqlTaskEngineOptions } from "./sql-engine/sql-task-engine.ts";
import { openSqlTaskEngine } from "./sql-engine/sql-task-engine.ts";

/** Settings of {@link tasks}. */
export interface TasksOptions extends Omit<SqlTaskEngineOptions, "clock" | "random" | "onError"> {
  /**
   * The database: `sqlite:` and a path, or `postgres://…` for servers on several machines.
   * Default `sqlite:.mortise/tasks.db` in the working directory.
   */
  readonly database?: string;
  /** An engine in place of the database; it is closed with the server. */
  readonly engine?: TaskEngine;
}

const OPTIONS: OptionNames<TasksOptions> = {
  database: true,
  engine: true,
  namespace: true,
  concurrency: true,
  leaseMs: true,
  heartbeatMs: true,
  sweepMs: true,
  pollMs: true,
  parkAfterMs: true,
  graceMs: true,
  maxResultBytes: true,
};

/**
 * Lets a server answer calls by tasks that outlive the request, the connection and the process
 * (extension `io.modelcontextprotocol/tasks`); `task()` marks the tools.
 *
 * @throws MortiseError `INVALID_OPTION` for an option that there is not.
 */
export function tasks(options: TasksOptions = {}): ServerExtension {
  checkOptions("tasks", options, OPTIONS);
  let host: ExtensionHost | undefined;
  let opening: Promise<Opened> | undefined;
  const engineOf: EngineSource = async () => {
    opening ??= open(options, host as ExtensionHost).catch((error: unknown) => {
      // The next request tries again.
      opening = undefined;
      throw error;
    });
    return (await opening).engine;
  };
  return {
    id: TASKS_EXTENSION,
    methods: taskMethods(engineOf),
    subscriptions: { taskIds: subscription(engineOf) },
    middleware: { "tools/call": createTasks(engineOf) as Middleware<"tools/call"> },
    context: (context): TaskContribution => ({
      isSettled: !mayDetach(context, host),
      record: async () => (host as ExtensionHost).recordOf(context),
    }),
    install: (installed) => {
      host = installed;
      // Tasks of an earlier run go on as soon as the server is there.
      queueMicrotask(() => void engineOf().catch((error: unknown) => logFailure(installed, error)));
      return async () => {
        const opened = await opening?.catch(() => undefined);
        await opened?.close();
      };
    },
  };
}

interface Opened {
  readonly engine: TaskEngine;
  readonly close: () => Promise<void>;
}

async function open(options: TasksOptions, host: ExtensionHost): Promise<Opened> {
  const { database: url = "sqlite:.mortise/tasks.db", engine: given, ...settings } = options;
  if (given) {
    await given.work(new ToolWorker(host));
    return { engine: given, close: () => given.close() };
  }
  const database: SqlDatabase = await openDatabase(url, { clock: host.clock });
  const engine = await openSqlTaskEngine(database, {
    ...settings,
    clock: host.clock,
    random: host.random,
    onError: (error) => logFailure(host, error),
  });
  await engine.work(new ToolWorker(host));
  const close = async (): Promise<void> => {
    await engine.close();
    await database.close();
  };
  return { engine, close };
}

function logFailure({ log }: ExtensionHost, error: unknown): void {
  log({ level: "error", message: "Tasks cannot use their store", error });
}

/** Answers a call by a task, for tools that are marked and clients that know tasks. */
function createTasks(engineOf: EngineSource): Middleware {
  return async (request, next) => {
    const settings = request.extension(TASKS_EXTENSION) as ToolTasks | undefined;
    if (!settings || !request.isOffered) return next();
    if (!declares(request)) return settings.isRequired ? refuseClient(request.target) : next();
    let record: HandlerRecord | undefined;
    if (settings.start === "detach") {
      try {
        return await next();
      } catch (error) {
        if (!(error instanceof Detached)) throw error;
        record = error.record;
      }
    } else await request.authorize();
    const task = toNewTask(request, settings, record);
    const created = await (await engineOf()).create(task);
    return request.respond({ ...created, resultType: "task" });
  };
}

function toNewTask(
  { principal, client, params, target }: InterceptedRequest,
  { revision, policy }: ToolTasks,
  record: HandlerRecord | undefined,
): NewTask {
  const { arguments: args = {}, _meta: meta } = params as JsonObject;
  return {
    owner: ownerOf({ auth: principal }),
    kind: String(target),
    revision,
    input: {
      arguments: args,
      client: { ...client },
      ...(principal && { principal: { ...principal } }),
      ...(meta !== undefined && { meta }),
    },
    policy,
    ...(record && { record }),
  };
}

function mayDetach({ client, request }: RequestContext, host: ExtensionHost | undefined): boolean {
  const settings = host?.findTool(request.name)?.extension(TASKS_EXTENSION) as
    | ToolTasks
    | undefined;
  return (
    settings?.start === "detach" && client.capabilities.extensions?.[TASKS_EXTENSION] !== undefined
  );
}

function declares({ client }: InterceptedRequest): boolean {
  return client.capabilities.extensions?.[TASKS_EXTENSION] !== undefined;
}

function refuseClient(tool: string | undefined): never {
  throw new ProtocolError(
    ErrorCode.MissingRequiredClientCapability,
    `${tool} needs a client that declares the extension ${TASKS_EXTENSION}`,
    { data: { requiredCapabilities: { extensions: { [TASKS_EXTENSION]: {} } } } },
  );
}

/** Reports the states of tasks on the stream of `subscriptions/listen`. */
function subscription(engineOf: EngineSource): ExtensionSubscription {
  return {
    open: async (wanted, { principal, notify }) => {
      const engine = await engineOf();
      const owner = ownerOf({ auth: principal });
      const stops: (() => void)[] = [];
      const honored: string[] = [];
      for (const id of readIds(wanted)) {
        const stop = await engine.watch(owner, id, (task) =>
          notify("notifications/tasks", { ...task }),
        );
        if (!stop) continue;
        stops.push(stop);
        honored.push(id);
      }
      return {
        honored,
        close: () => {
          for (const stop of stops) stop();
        },
      };
    },
  };
}
