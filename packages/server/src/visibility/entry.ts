import type { JsonRpcRequest } from "@mortise/protocol";
import type { Caller } from "../request/caller.ts";
import type { Answer } from "../result/answer.ts";
import type { Access } from "./access.ts";
import type { Visibility } from "./condition.ts";

/** Answers requests for one thing that a server offers. */
export type Answerer = (request: JsonRpcRequest, caller: Caller) => Answer | Promise<Answer>;

/** The members of every tool, prompt, resource and template. */
export interface Entry extends Visibility {
  /**
   * Answers in place of the entry's own handler: what another server offers, or what clients know
   * by other words than the handler does.
   */
  readonly answer?: Answerer | undefined;
  /** The access rules; absent if every caller that sees the entry may use it. */
  readonly access?: Access;
}
