import type {
  JsonObject,
  Prompt,
  Resource,
  ResourceTemplate,
  Revision,
  Tool,
} from "@mortise/protocol";

/** A program without its types, cut at its specifiers, which the worker fills with addresses. */
export interface CompiledProgram {
  /** One more than there are specifiers. */
  readonly pieces: readonly string[];
  readonly specifiers: readonly string[];
}

/** The lists of a running server. */
export interface Offer {
  readonly name: string;
  readonly version: string;
  readonly revision: Revision;
  readonly tools: readonly Tool[];
  readonly resources: readonly Resource[];
  readonly templates: readonly ResourceTemplate[];
  readonly prompts: readonly Prompt[];
}

/** The first message to the worker; a port for all further ones comes with it. */
export interface StartMessage {
  readonly program: CompiledProgram;
  readonly revision: Revision;
}

/** A message of the page to the worker. */
export type PageMessage =
  | {
      readonly type: "request";
      readonly id: number;
      readonly method: string;
      readonly params: JsonObject;
    }
  | { readonly type: "cancel"; readonly id: number }
  | { readonly type: "answer"; readonly id: number; readonly answer: JsonObject }
  | { readonly type: "ping" };

/** A failure, with the line of the program where it happened, if the stack names one. */
export interface Failure {
  readonly message: string;
  readonly line?: number;
}

/** A message of the worker to the page. The reader's code shares the worker and can forge it. */
export type WorkerMessage =
  | { readonly type: "loaded" }
  | { readonly type: "pong" }
  | { readonly type: "offer"; readonly offer: Offer }
  | { readonly type: "failed"; readonly failure: Failure; readonly isSyntax: boolean }
  | { readonly type: "frame"; readonly direction: "sent" | "received"; readonly text: string }
  | { readonly type: "console"; readonly level: string; readonly text: string }
  | { readonly type: "progress"; readonly id: number; readonly text: string }
  | { readonly type: "question"; readonly id: number; readonly params: JsonObject }
  | { readonly type: "withdrawn"; readonly id: number }
  | { readonly type: "result"; readonly id: number; readonly result: JsonObject }
  | { readonly type: "error"; readonly id: number; readonly failure: Failure };
