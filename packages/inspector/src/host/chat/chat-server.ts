import type { ServerConnection as AgentServer } from "@mortise/agent";
import type { CallToolOptions, Client, RequestOptions, ToolResult } from "@mortise/client";
import type { JsonObject, ReadResourceResult } from "@mortise/protocol";
import type { Calls } from "../connection/calls.ts";
import type { ServerConnection } from "../connection/server-connection.ts";

/** A call of the agent, as it begins. */
export interface ChatCall {
  readonly connection: string;
  readonly tool: string;
  readonly args: JsonObject;
  /** The id that the inspector gives it. */
  readonly call: string;
}

const NEVER: AbortSignal = new AbortController().signal;

/**
 * A server of the inspector as the agent uses it: over the connection that there is, and each call as one
 * of the inspector's, with its rows, its questions and its place in the history.
 */
export class ChatServer implements AgentServer {
  readonly #connection: ServerConnection;
  readonly #calls: Calls;
  readonly #onCall: (call: ChatCall) => void;

  constructor(connection: ServerConnection, calls: Calls, onCall: (call: ChatCall) => void) {
    this.#calls = calls;
    this.#connection = connection;
    this.#onCall = onCall;
  }

  get capabilities(): Client["capabilities"] {
    return this.#connection.client.capabilities;
  }

  get instructions(): Client["instructions"] {
    return this.#connection.client.instructions;
  }

  get isClosed(): boolean {
    return this.#connection.state.status === "disconnected";
  }

  async listTools(options?: RequestOptions): ReturnType<Client["listTools"]> {
    return await this.#connection.client.listTools(options);
  }

  async listResources(options?: RequestOptions): ReturnType<Client["listResources"]> {
    return await this.#connection.client.listResources(options);
  }

  async readResource(uri: string, options: RequestOptions = {}): Promise<ReadResourceResult> {
    return await this.#calls.follow(this.#connection.request("resources/read", { uri }), {
      signal: options.signal ?? NEVER,
      onStart: () => undefined,
      send: (sending) => this.#connection.client.readResource(uri, sending),
    });
  }

  readonly callTool: Client["callTool"] = (async (
    tool: string,
    args: JsonObject = {},
    { signal = NEVER, onProgress }: CallToolOptions = {},
  ): Promise<ToolResult> => {
    const { id: connection } = this.#connection;
    return await this.#calls.follow(
      this.#connection.request("tools/call", { name: tool, arguments: args }),
      {
        signal,
        onStart: (call) => this.#onCall({ connection, tool, args, call }),
        send: (sending) =>
          this.#connection.client.callTool(tool, args, {
            ...sending,
            onProgress: (progress) => {
              sending.onProgress?.(progress);
              onProgress?.(progress);
            },
          }),
      },
    );
  }) as Client["callTool"];

  readonly getPrompt: Client["getPrompt"] = async (name, ...rest) =>
    await this.#connection.client.getPrompt(name, ...rest);

  /** The connection is the inspector's, and outlives the agent. */
  async close(): Promise<void> {}
}
