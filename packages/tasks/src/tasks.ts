import type { OptionNames } from "@mortise/protocol";
import { checkOptions, TASKS_EXTENSION } from "@mortise/protocol";
import type { ExtensionHost, Middleware, ServerExtension } from "@mortise/server";
import { createTasks, toDetachable } from "./extension/create-tasks.ts";
import { EARLY_CAPABILITY, hasEarlyTasks } from "./extension/early-form.ts";
import type { TasksOptions } from "./extension/engine-source.ts";
import { EngineSource } from "./extension/engine-source.ts";
import { taskMethods } from "./extension/task-methods.ts";
import { watchTasks } from "./extension/watch-tasks.ts";

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
  maxArgumentBytes: true,
  maxStepBytes: true,
  maxAnswerBytes: true,
  maxResultBytes: true,
  maxSteps: true,
  blobBytes: true,
  encryption: true,
};

/** The extension that `tasks()` makes. */
export interface TasksExtension extends ServerExtension {
  /**
   * Lets a task of `taskFrom` look at its job now, such as when a webhook says that it has changed. Returns `false`
   * unless the task waits for its next look.
   */
  wake(taskId: string): Promise<boolean>;
}

/**
 * Lets a server answer the calls of tools with `task` by tasks that outlive the request, the connection and
 * the process (extension `io.modelcontextprotocol/tasks`).
 *
 * The database is opened when the server is served or first needs it.
 *
 * @example
 * ```ts
 * const server = createServer({ name: "desk", version: "1.0.0", tasks: tasks() });
 * ```
 *
 * @throws MortiseError `INVALID_OPTION` for an option that there is not, and a database that is no URL of one.
 */
export function tasks(options: TasksOptions = {}): TasksExtension {
  checkOptions("tasks", options, OPTIONS);
  const source = new EngineSource(options);
  return {
    id: TASKS_EXTENSION,
    methods: taskMethods(source),
    subscriptions: { taskIds: watchTasks(source) },
    middleware: { "tools/call": createTasks(source) as Middleware<"tools/call"> },
    context: (context) => toDetachable(context, source.host),
    capabilities: (revision) => (hasEarlyTasks(revision) ? EARLY_CAPABILITY : {}),
    taskOperator: () => source.operator(),
    served: (transport) => source.served(transport),
    install: (host: ExtensionHost) => source.install(host),
    wake: async (taskId) => (await source.engine()).wake(taskId),
  };
}
