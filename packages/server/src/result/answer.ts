import type { StoredResult } from "./stored-result.ts";

/** The `result` of a response as JSON text, or text that was stored beforehand. */
export type Answer = string | StoredResult;
