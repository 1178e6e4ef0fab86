import type { JsonRpcRequest } from "@mortise/protocol";
import type { Mask } from "../log/mask.ts";
import type { Caller } from "../request/caller.ts";
import { sentName } from "../request/translated.ts";
import type { Answering } from "./answering.ts";
import type { HandlerRun } from "./run-handler.ts";

/** One request for one entry of the catalogue, while the entry's handler answers it. */
export abstract class EntryCall<Each> implements HandlerRun {
  readonly entry: Each;
  readonly request: JsonRpcRequest;
  readonly caller: Caller;
  readonly #server: Answering;

  constructor(entry: Each, request: JsonRpcRequest, caller: Caller, server: Answering) {
    this.entry = entry;
    this.request = request;
    this.caller = caller;
    this.#server = server;
  }

  /** The entry in messages and logs, such as `tool search`. */
  abstract get where(): string;

  /** Milliseconds that the handler may take. */
  abstract get timeout(): number;

  get mask(): Mask {
    return this.#server.mask;
  }

  /** Milliseconds that a handler without a timeout of its own may take. */
  protected get defaultTimeout(): number {
    return this.#server.timeout;
  }

  /** The tool, prompt or URI as the client named it; `own` if the client knows no other name. */
  protected sentName(own: string): string {
    return sentName(this.request, own);
  }
}
