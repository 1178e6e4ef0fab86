import type { ExpandableValue } from "./expand-expression.ts";
import { expandExpression } from "./expand-expression.ts";
import type { Expression, Literal } from "./expression.ts";
import { parseTemplate } from "./expression.ts";
import type { UriTemplateValue } from "./match-template.ts";
import { matchTemplate } from "./match-template.ts";

const MAX_LENGTH = 2048;

/**
 * An RFC 6570 URI template that both expands and matches: `match(expand(values))` gives back texts,
 * lists and, in a query with `*`, pairs.
 *
 * It does so wherever the URI shows what was given. A list of one is a text without `*`; pairs are a
 * list of their names and texts without `*`, and a list of `name=text` in a path with it; lists in
 * reserved expansion are one text; a prefix modifier cuts, and reserved expansion keeps triplets.
 */
export class UriTemplate {
  /** The template as it was written. */
  readonly template: string;
  /** The names of the variables, in the order of the template. */
  readonly variables: readonly string[];
  /** The names of the variables that stand for lists or pairs, by `*`. */
  readonly exploded: ReadonlySet<string>;
  readonly #parts: readonly (Literal | Expression)[];

  /** @throws MortiseError `INVALID_DEFINITION` when the template breaks RFC 6570. */
  constructor(template: string) {
    this.template = template;
    this.#parts = parseTemplate(template);
    const variables = this.#parts.flatMap((part) => ("operator" in part ? part.variables : []));
    this.variables = variables.map(({ name }) => name);
    this.exploded = new Set(variables.filter(({ explode }) => explode).map(({ name }) => name));
  }

  /**
   * Writes the URI that `values` make; variables without a value are left out.
   *
   * @throws MortiseError `INVALID_DEFINITION` for a list or pairs under a prefix modifier.
   */
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
