import type { JsonSchema, StandardIssue, StandardResult, Tool } from "@mortise/protocol";
import { compileForeignSchema } from "@mortise/protocol";

type Validate = (value: unknown) => StandardResult<unknown>;

const MAX_PROBLEM_LENGTH = 300;

/**
 * Remembers the output schema of each tool that the server listed, and checks structured content by it
 * (2026-07-28, Output Schema: clients SHOULD validate).
 *
 * Every `tools/list` replaces them. A schema is compiled at the first result of its tool, and a schema that
 * cannot be checked with bounded work is reported once and then not asked.
 */
export class OutputSchemas {
  readonly #warn: (message: string) => void;
  #schemas = new Map<string, JsonSchema>();
  readonly #compiled = new WeakMap<JsonSchema, Validate | "unusable">();

  constructor(warn: (message: string) => void) {
    this.#warn = warn;
  }

  learn(tools: readonly Tool[]): void {
    this.#schemas = new Map(
      tools.flatMap(({ name, outputSchema }) =>
        typeof outputSchema === "object" && outputSchema !== null
          ? [[name, outputSchema as JsonSchema] as const]
          : [],
      ),
    );
  }

  /** Says what is wrong with the structured content of a tool; `undefined` if nothing is known to be. */
  findProblem(name: string, structured: unknown): string | undefined {
    const schema = this.#schemas.get(name);
    const validate = schema && this.#compile(name, schema);
    if (validate === undefined || validate === "unusable") return undefined;
    const { issues } = validate(structured);
    return issues && describe(issues);
  }

  #compile(name: string, schema: JsonSchema): Validate | "unusable" {
    const known = this.#compiled.get(schema);
    if (known !== undefined) return known;
    const owner = `The output schema of the tool ${JSON.stringify(name)}`;
    let made: Validate | "unusable";
    try {
      made = compileForeignSchema(schema, owner);
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      this.#warn(`${reason}; results of the tool are not checked by it`);
      made = "unusable";
    }
    this.#compiled.set(schema, made);
    return made;
  }
}

function describe(issues: readonly StandardIssue[]): string {
  const text = issues
    .map(({ path = [], message }) => `${path.map(String).join(".")} ${message}`.trim())
    .join("; ");
  return text.length > MAX_PROBLEM_LENGTH ? `${text.slice(0, MAX_PROBLEM_LENGTH)}…` : text;
}
