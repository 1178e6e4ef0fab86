import type { ClientRequest } from "node:http";
import { Agent, request } from "node:http";
import type { DetailedTask, JsonObject } from "@mortise/protocol";
import { TASKS_EXTENSION } from "@mortise/protocol";

const agent = new Agent({ keepAlive: true, maxSockets: 64 });

/** A request as a client of 2026-07-28 writes it. */
function post(url: string, method: string, params: JsonObject, own?: Agent): ClientRequest {
  const name = params["taskId"] ?? params["name"];
  const body = JSON.stringify({
    jsonrpc: "2.0",
    id: 1,
    method,
    params: {
      ...params,
      _meta: {
        "io.modelcontextprotocol/protocolVersion": "2026-07-28",
        "io.modelcontextprotocol/clientInfo": { name: "listeners", version: "1" },
        "io.modelcontextprotocol/clientCapabilities": {
          elicitation: {},
          extensions: { [TASKS_EXTENSION]: {} },
        },
      },
    },
  });
  const headers = {
    "content-type": "application/json",
    accept: "application/json, text/event-stream",
    "mcp-protocol-version": "2026-07-28",
    "mcp-method": method,
    ...(typeof name === "string" && { "mcp-name": name }),
  };
  const sent = request(url, { method: "POST", headers, agent: own ?? new Agent() });
  sent.end(body);
  return sent;
}

/** Sends a request and resolves with its result. */
export function send(url: string, method: string, params: JsonObject): Promise<JsonObject> {
  const { promise, resolve, reject } = Promise.withResolvers<JsonObject>();
  const sent = post(url, method, params, agent);
  sent.on("error", reject).on("response", async (response) => {
    try {
      let text = "";
      for await (const chunk of response) text += String(chunk);
      const { result, error } = JSON.parse(text) as { result?: JsonObject; error?: unknown };
      if (result) resolve(result);
      else reject(new Error(JSON.stringify(error)));
    } catch (error) {
      reject(error);
    }
  });
  return promise;
}

/** Receives what a stream reports of one task, until the stream ends. */
export interface Listening {
  /** The task's state, the present one first. */
  readonly state: (task: DetailedTask) => void;
  /** The stream has ended, as it does when its instance dies. */
  readonly ended: () => void;
}

/** Subscribes to a task on a stream of its own; the returned function ends the stream. */
export function listenTo(url: string, taskId: string, { state, ended }: Listening): () => void {
  const sent = post(url, "subscriptions/listen", { notifications: { taskIds: [taskId] } });
  let rest = "";
  const read = (chunk: string): void => {
    const lines = (rest + chunk).split("\n");
    rest = lines.pop() ?? "";
    for (const line of lines) {
      if (!line.startsWith("data:") || !line.includes('"notifications/tasks"')) continue;
      state((JSON.parse(line.slice(5)) as { params: DetailedTask }).params);
    }
  };
  let isOver = false;
  const end = (): void => {
    if (!isOver) ended();
    isOver = true;
  };
  sent.on("error", end).on("response", (response) => {
    response.setEncoding("utf8").on("data", read).on("error", end).on("close", end);
  });
  return () => {
    isOver = true;
    sent.destroy();
  };
}
