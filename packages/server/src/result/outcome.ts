import type { JsonObject } from "@mortise/protocol";
import type { Answer } from "./answer.ts";

/** How a complete result of 2026-07-28 ends; its members' own text is quoted, or ends in `}}`. */
const COMPLETE = '"resultType":"complete"}';

/**
 * How a request was answered, as middleware sees it: the result, read only when somebody looks.
 *
 * Passing on what `next()` gave costs nothing; the bytes that go out are the ones that were stored.
 */
export class Outcome {
  readonly answer: Answer;
  #result: JsonObject | undefined;

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
    // The text decides without being read where it cannot say so.
    return this.text.includes('"isError":true') && this.result["isError"] === true;
  }
}
