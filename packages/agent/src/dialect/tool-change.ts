/** One change that makes a tool fit for a provider. */
export interface ToolChange {
  /** The name of the rule: a row of `TOOL_RULES`. */
  readonly rule: string;
  /** The place in the input schema as a JSON Pointer (RFC 6901); empty for the schema or tool itself. */
  readonly path: string;
  /** The change in words. */
  readonly message: string;
}

/** The work on one tool, which every rule adds to. */
export class ToolWork {
  /** The changes so far. */
  readonly changes: ToolChange[] = [];
  /** Sentences that the description must have, because the schema can no longer say so. */
  readonly remarks: string[] = [];
  /** The original names of renamed properties, by the schema that has them. */
  readonly renamed: WeakMap<object, ReadonlyMap<string, string>> = new WeakMap();
  #rule = "";

  /** Says which rule the next changes are by. */
  begin(rule: string): void {
    this.#rule = rule;
  }

  /** Records a change. */
  note(path: string, message: string): void {
    this.changes.push({ rule: this.#rule, path, message });
  }
}

/** Thrown when a tool cannot be made fit for a provider; the message says why. */
export class UnfitTool extends Error {
  override readonly name: string = "UnfitTool";
}
