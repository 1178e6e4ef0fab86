import type { JsonObject } from "@mortise/protocol";
import type { Answer } from "../request/dispatch.ts";

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

  /** The `result` of the response. */
  get result(): JsonObject {
    this.#result ??= JSON.parse(this.text) as JsonObject;
    return this.#result;
  }

  /** A tool failed, and its result says so to the model. */
  get isError(): boolean {
    // The text decides without being read where it cannot say so.
    return this.text.includes('"isError":true') && this.result["isError"] === true;
  }
}
