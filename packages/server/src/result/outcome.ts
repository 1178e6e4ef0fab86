import type { JsonObject } from "@mortise/protocol";
import type { Answer } from "./answer.ts";

/** How a complete result of 2026-07-28 ends; its members' own text is quoted, or ends in `}}`. */
const COMPLETE = '"resultType":"complete"}';

/**
 * The outcome of a request, as middleware sees it: the result, parsed only when it is read.
 *
 * Returning the outcome of `next()` costs nothing; the stored bytes go out.
 */
export class Outcome {
  /** @internal The text or stored bytes that go out. */
  readonly answer: Answer;
  #result: JsonObject | undefined;

  /** @internal Made by the server alone. */
  constructor(answer: Answer) {
    this.answer = answer;
  }

  /** The `result` of the response as JSON text. */
  get text(): string {
    return typeof this.answer === "string" ? this.answer : this.answer.text;
  }

  /** The `result` of the response; to change it, respond with a copy. */
  get result(): JsonObject {
    this.#result ??= JSON.parse(this.text) as JsonObject;
    return this.#result;
  }

  /** `complete`, `input_required`, or what an extension adds; revisions without it are complete. */
  get resultType(): string {
    if (this.text.endsWith(COMPLETE) || !this.text.includes('"resultType":')) return "complete";
    return String(this.result["resultType"] ?? "complete");
  }

  /** A tool failed, and its result says so to the model. */
  get isError(): boolean {
    // Text without the member needs no parsing.
    return this.text.includes('"isError":true') && this.result["isError"] === true;
  }
}
