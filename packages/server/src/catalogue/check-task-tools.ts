import { MortiseError, TASKS_EXTENSION } from "@mortise/protocol";
import type { ServerLog } from "../log/mask.ts";
import { describeName } from "../result/describe-name.ts";
import type { ToolTask } from "../tool/tool-task.ts";
import type { Catalogue } from "./catalogue.ts";

/** The server that is about to serve. */
interface Serving {
  readonly catalogue: Pick<Catalogue, "view">;
  readonly extensions: { readonly declared: { readonly [id: string]: unknown } };
  readonly log: ServerLog;
}

const FIX = 'add tasks to createServer: tasks: tasks(), from "mortise/tasks"';

/**
 * Warns of a tool with `task` on a server without tasks, where each call waits for its result.
 *
 * @throws MortiseError `INVALID_DEFINITION` for one that requires tasks, because no client could call it.
 */
export function checkTaskTools({ catalogue, extensions, log }: Serving): void {
  if (TASKS_EXTENSION in extensions.declared) return;
  const found = [...catalogue.view.tools].flatMap(([name, tool]) => {
    const task = tool.extensions?.find(({ id }) => id === TASKS_EXTENSION)?.value;
    return task === undefined ? [] : [{ name: describeName(name), task: task as ToolTask }];
  });
  const required = found.find(({ task }) => task.isRequired);
  if (required) {
    throw new MortiseError(
      "INVALID_DEFINITION",
      `The tool ${required.name} requires tasks, and the server has none; ${FIX}`,
    );
  }
  const [first] = found;
  if (!first) return;
  const message = `The tool ${first.name} has task, and the server has no tasks, so that each call waits for its result; ${FIX}`;
  log({ level: "warning", message });
}
