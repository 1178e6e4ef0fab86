import type { ExpandableValue } from "./expand-expression.ts";
import { expandExpression } from "./expand-expression.ts";
import type { Expression, Literal } from "./expression.ts";
import { parseTemplate } from "./expression.ts";
import type { UriTemplateValue } from "./match-template.ts";
import { matchTemplate } from "./match-template.ts";

const MAX_LENGTH = 2048;

/**
 * An RFC 6570 URI template that both expands and matches: `match(expand(values))` gives the values
 * back, save for variables cut by a prefix modifier and percent triplets in reserved expansion.
 */
export class UriTemplate {
  /** The template as it was written. */
  readonly template: string;
  /** The names of the variables, in the order of the template. */
  readonly variables: readonly string[];
  readonly #parts: readonly (Literal | Expression)[];

  /** @throws MortiseError `INVALID_DEFINITION` when the template breaks RFC 6570. */
  constructor(template: string) {
    this.template = template;
    this.#parts = parseTemplate(template);
    this.variables = this.#parts.flatMap((part) =>
      "operator" in part ? part.variables.map((variable) => variable.name) : [],
    );
  }

  /** Writes the URI that `values` make; variables without a value are left out. */
  expand(values: Readonly<Record<string, ExpandableValue | undefined>>): string {
    return this.#parts
      .map((part) => ("operator" in part ? expandExpression(part, values) : part.encoded))
      .join("");
  }

  /** Reads the variables back out of a URI; `undefined` when the URI is not of this template. */
  match(uri: string): Record<string, UriTemplateValue> | undefined {
    return uri.length > MAX_LENGTH ? undefined : matchTemplate(this.#parts, uri);
  }
}
