import type { JsonObject } from "@mortise/protocol";

/** A call that is kept in `.mcp/calls.json` of the project, runs again, and runs as a test. */
export interface SavedCall {
  readonly id: string;
  readonly name: string;
  readonly connection: string;
  readonly method: string;
  readonly params: JsonObject;
  /** The result that a run is compared with; without it a run only must not fail. */
  readonly expect?: JsonObject;
}
