import { MortiseError } from "../error/mortise-error.ts";

/** One variable of an expression, with its modifier. */
export interface Variable {
  readonly name: string;
  readonly explode: boolean;
  readonly prefix: number | undefined;
}

/** One `{…}` of a template. */
export interface Expression {
  readonly operator: Operator;
  readonly variables: readonly Variable[];
}

/** How an operator expands (RFC 6570, Appendix A). */
export interface Operator {
  readonly first: string;
  readonly separator: string;
  readonly named: boolean;
  readonly ifEmpty: string;
  readonly reserved: boolean;
}

/** Text that stands for itself, as it is written and as it is encoded in a URI. */
export interface Literal {
  readonly text: string;
  readonly encoded: string;
}

const OPERATORS: Readonly<Record<string, Operator>> = {
  "": { first: "", separator: ",", named: false, ifEmpty: "", reserved: false },
  "+": { first: "", separator: ",", named: false, ifEmpty: "", reserved: true },
  "#": { first: "#", separator: ",", named: false, ifEmpty: "", reserved: true },
  ".": { first: ".", separator: ".", named: false, ifEmpty: "", reserved: false },
  "/": { first: "/", separator: "/", named: false, ifEmpty: "", reserved: false },
  ";": { first: ";", separator: ";", named: true, ifEmpty: "", reserved: false },
  "?": { first: "?", separator: "&", named: true, ifEmpty: "=", reserved: false },
  "&": { first: "&", separator: "&", named: true, ifEmpty: "=", reserved: false },
};

const VARIABLE = /^(?:[A-Za-z0-9_]|%[0-9A-Fa-f]{2})(?:\.?(?:[A-Za-z0-9_]|%[0-9A-Fa-f]{2}))*$/;

/**
 * Cuts a template into its literals and expressions.
 *
 * @throws MortiseError `INVALID_DEFINITION` when the template breaks RFC 6570.
 */
export function parseTemplate(template: string): readonly (Literal | Expression)[] {
  const parts: (Literal | Expression)[] = [];
  let position = 0;
  while (position < template.length) {
    const open = template.indexOf("{", position);
    const text = open < 0 ? template.slice(position) : template.slice(position, open);
    if (text.includes("}")) throw invalid(template, "it has a } without a {");
    if (text !== "") parts.push({ text, encoded: encodeText(text, true) });
    if (open < 0) break;
    const close = template.indexOf("}", open);
    if (close < 0) throw invalid(template, "it has a { without a }");
    parts.push(parseExpression(template, template.slice(open + 1, close)));
    position = close + 1;
  }
  return parts;
}

function parseExpression(template: string, body: string): Expression {
  const symbol = /^[+#./;?&]/.exec(body)?.[0] ?? "";
  const operator = OPERATORS[symbol];
  if (!operator) throw invalid(template, `"{${body}}" has an unknown operator`);
  const variables = body
    .slice(symbol.length)
    .split(",")
    .map((specification) => {
      const [, name = "", explode, prefix] =
        /^(.*?)(?:(\*)|:([1-9]\d{0,3}))?$/.exec(specification) ?? [];
      if (!VARIABLE.test(name)) throw invalid(template, `"${specification}" is no variable name`);
      return {
        name,
        explode: explode !== undefined,
        prefix: prefix === undefined ? undefined : Number(prefix),
      };
    });
  return { operator, variables };
}

function invalid(template: string, reason: string): MortiseError {
  return new MortiseError(
    "INVALID_DEFINITION",
    `${JSON.stringify(template)} is not a URI template of RFC 6570: ${reason}`,
  );
}

const TRIPLET = /%[0-9A-Fa-f]{2}/;
const RESERVED = /%(?:3A|2F|3F|23|5B|5D|40|21|24|26|27|28|29|2A|2B|2C|3B|3D)/g;

/**
 * Percent-encodes text; with `keepsReserved`, reserved characters and triplets stay as they are
 * (RFC 6570, 3.2.1 and 3.2.3).
 */
export function encodeText(text: string, keepsReserved: boolean): string {
  if (!keepsReserved) return encodeStrictly(text);
  return text
    .split(/(%[0-9A-Fa-f]{2})/)
    .map((part) =>
      TRIPLET.test(part)
        ? part
        : encodeStrictly(part).replace(RESERVED, (triplet) => decodeURIComponent(triplet)),
    )
    .join("");
}

function encodeStrictly(text: string): string {
  // A lone surrogate is no character, and encodeURIComponent would throw for it.
  return encodeURIComponent(text.toWellFormed()).replace(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}
