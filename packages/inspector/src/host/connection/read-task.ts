import type { CallToolOptions, ClientTask } from "@mortise/client";
import type { JsonObject } from "@mortise/protocol";

/** Waits for the end of a task, and returns the result of its call in the form of the wire. */
export async function readTask(
  task: ClientTask,
  { signal, onProgress }: CallToolOptions,
): Promise<JsonObject> {
  const { content, structured, isError, meta } = await task.result({
    ...(signal && { signal }),
    ...(onProgress && { onProgress }),
  });
  return {
    content: content as never,
    ...(structured !== undefined && { structuredContent: structured as never }),
    ...(isError && { isError }),
    ...(meta && { _meta: meta }),
  };
}
