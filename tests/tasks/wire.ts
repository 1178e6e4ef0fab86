import type { JsonObject } from "@mortise/protocol";
import type { Server } from "mortise";
import { listen } from "mortise";
import { onTestFinished } from "vitest";

/** The identifier of the Tasks extension. */
export const TASKS = "io.modelcontextprotocol/tasks";

/** The capabilities of a client that knows tasks and answers forms. */
const DECLARED: JsonObject = {
  "io.modelcontextprotocol/clientCapabilities": { elicitation: {}, extensions: { [TASKS]: {} } },
};

/** A response as it came. */
interface Response {
  readonly status: number;
  readonly result: JsonObject;
  readonly error: JsonObject;
}

/** The side of a client on the wire of 2026-07-28, which writes its messages itself. */
export interface Wire {
  readonly url: string;
  /** Sends a request; `meta` and `headers` go over those of a client that knows tasks. */
  send(
    method: string,
    params: JsonObject,
    changes?: { readonly meta?: JsonObject; readonly headers?: Readonly<Record<string, string>> },
  ): Promise<Response>;
  /** Calls a tool that is answered by a task, and resolves with the task. */
  create(tool: string, args?: JsonObject): Promise<JsonObject & { readonly taskId: string }>;
  /** Resolves with the task when it has a status; rejects when it has failed instead. */
  until(taskId: string, status: string): Promise<JsonObject>;
}

/** The parameters of a modern request. */
function withMeta(params: JsonObject, meta: JsonObject = DECLARED): JsonObject {
  return {
    ...params,
    _meta: {
      "io.modelcontextprotocol/protocolVersion": "2026-07-28",
      "io.modelcontextprotocol/clientInfo": { name: "t", version: "1" },
      "io.modelcontextprotocol/clientCapabilities": {},
      ...meta,
    },
  };
}

/** Serves a server over HTTP until the end of the test, and reaches it. */
export async function openWire(server: Server<never, never> | object): Promise<Wire> {
  const listening = await listen(server as Server<unknown>, { port: 0 });
  onTestFinished(() => listening.close());
  return wireTo(listening.url);
}

/** Reaches a server that is served at `url`. */
function wireTo(url: string): Wire {
  const send: Wire["send"] = async (method, params, { meta, headers } = {}) => {
    const name = params["taskId"] ?? params["name"];
    const response = await fetch(url, {
      method: "POST",
      headers: {
        "content-type": "application/json",
        accept: "application/json, text/event-stream",
        "mcp-protocol-version": "2026-07-28",
        "mcp-method": method,
        ...(typeof name === "string" && { "mcp-name": name }),
        ...headers,
      },
      body: JSON.stringify({ jsonrpc: "2.0", id: 1, method, params: withMeta(params, meta) }),
    });
    const body = (await response.json()) as Omit<Response, "status">;
    return { ...body, status: response.status };
  };
  return {
    url,
    send,
    create: async (tool, args = {}) => {
      const { result, error } = await send("tools/call", { name: tool, arguments: args });
      if (result?.["resultType"] !== "task") throw new Error(JSON.stringify(result ?? error));
      return result as JsonObject & { taskId: string };
    },
    until: async (taskId, status) => {
      for (;;) {
        const { result, error } = await send("tasks/get", { taskId });
        if (result?.["status"] === status) return result;
        if (!result || result["status"] === "failed")
          throw new Error(JSON.stringify(result ?? error));
      }
    },
  };
}
