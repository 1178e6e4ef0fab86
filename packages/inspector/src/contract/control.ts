import type { Review } from "@mortise/lint";
import type { Completion, JsonObject, LoggingLevel, Revision } from "@mortise/protocol";
import type { AskRefusal } from "./call-state.ts";
import type { ChatModel } from "./chat.ts";
import type { Failure } from "./connection.ts";
import type { SavedCall } from "./saved-call.ts";
import type { InspectedTask, TaskListing } from "./task-operation.ts";

/**
 * The requests of the page, each a `POST /_inspect/<name>` with a JSON body, and their answers. A
 * refused or failed one answers with an HTTP status of 4xx or 5xx and `{ error: Failure }`.
 */
export interface Control {
  /** Makes a request of MCP; everything else about it arrives as `call` events. */
  call: [{ connection: string; method: string; params: JsonObject }, { call: string }];
  /** Sends bytes as they are, with further headers over HTTP. */
  raw: [
    { connection: string; body: string; headers?: Readonly<Record<string, string>> },
    { call: string },
  ];
  cancel: [{ call: string }, Record<string, never>];
  /** Waits for the end of a task and answers its questions, as a call whose end leaves the task alone. */
  "follow-task": [{ connection: string; task: string }, { call: string }];
  /** Lists the tasks of all owners of the server under development, the newest first; `mortise dev` alone. */
  tasks: [{ connection: string; limit: number }, TaskListing];
  /** Reads a task of any owner with its steps, attempts and questions. */
  task: [{ connection: string; task: string }, InspectedTask];
  /** Lets a task that failed begin again; `fromStart` forgets its steps and answers. */
  "retry-task": [{ connection: string; task: string; fromStart: boolean }, Record<string, never>];
  /** Asks a task of any owner to end. */
  "cancel-task": [{ connection: string; task: string }, Record<string, never>];
  /** Answers an {@link Ask} with the result of its request. */
  answer: [{ ask: string; answer: JsonObject }, Record<string, never>];
  /**
   * Refuses an {@link Ask} with an error. Up to 2025-11-25 the server receives it; in 2026-07-28, where no
   * answer is an error, the call ends without a further round.
   */
  refuse: [{ ask: string; error: AskRefusal }, Record<string, never>];
  complete: [
    {
      connection: string;
      reference: JsonObject;
      argument: { name: string; value: string };
      context?: Readonly<Record<string, string>>;
    },
    Completion,
  ];
  refresh: [{ connection: string }, Record<string, never>];
  subscribe: [{ connection: string; uri: string; isOn: boolean }, Record<string, never>];
  "log-level": [{ connection: string; level: LoggingLevel }, Record<string, never>];
  roots: [
    { connection: string; roots: readonly { uri: string; name?: string }[] },
    Record<string, never>,
  ];
  /** Connects, or connects again, once; a second request while one is under way joins it. */
  connect: [{ connection: string; preference?: "auto" | Revision }, Record<string, never>];
  disconnect: [{ connection: string }, Record<string, never>];
  /** Adds a server by its URL, for this run of the process. */
  add: [
    { url: string; label?: string; headers?: Readonly<Record<string, string>> },
    { connection: string },
  ];
  remove: [{ connection: string }, Record<string, never>];
  review: [{ connection: string }, Review];
  save: [{ call: Omit<SavedCall, "id"> & { id?: string } }, { id: string }];
  unsave: [{ id: string }, Record<string, never>];
  /** Sends a message to the agent of the chat, which uses every connected server. */
  chat: [{ message: string }, { turn: string }];
  /** Ends the answer that is being written. */
  "chat-stop": [Record<string, never>, Record<string, never>];
  /** Decides a call that waits for approval; `always` decides those of the same tool until the chat is cleared. */
  "chat-approve": [
    { turn: string; part: string; answer: "once" | "always" | "refuse" },
    Record<string, never>,
  ];
  /** Forgets the conversation. */
  "chat-clear": [Record<string, never>, Record<string, never>];
  /** Finds the model that will answer. */
  "chat-model": [Record<string, never>, ChatModel];
  "clear-wire": [Record<string, never>, Record<string, never>];
  /** Opens a place of the user's sources in the editor of `$EDITOR` or `$VISUAL`, or VS Code. */
  "open-editor": [{ file: string; line: number; column?: number }, Record<string, never>];
}

/** The body of a refused or failed request of the page. */
export interface ControlRefusal {
  readonly error: Failure;
}
