import { MortiseError } from "../error/mortise-error.ts";

interface Variable {
  readonly name: string;
  readonly explode: boolean;
  readonly prefix: number | undefined;
}

interface Expression {
  readonly operator: Operator;
  readonly variables: readonly Variable[];
}

interface Operator {
  readonly first: string;
  readonly separator: string;
  readonly named: boolean;
  readonly ifEmpty: string;
  readonly reserved: boolean;
}

/** RFC 6570, Appendix A: how each operator expands. */
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

const VARIABLE = /^([A-Za-z0-9_]|%[0-9A-Fa-f]{2})(\.?([A-Za-z0-9_]|%[0-9A-Fa-f]{2}))*$/;
const MAX_LENGTH = 2048;

/** A value that a template variable stands for; a list only where the variable is exploded. */
export type UriTemplateValue = string | readonly string[];

/**
 * An RFC 6570 URI template that both expands and matches: `match(expand(values))` gives the values
 * back, save for variables cut by a prefix modifier.
 */
export class UriTemplate {
  readonly template: string;
  /** The names of the variables, in the order of the template. */
  readonly variables: readonly string[];
  readonly #parts: readonly (string | Expression)[];
  readonly #pattern: RegExp;

  /** @throws MortiseError `INVALID_DEFINITION` when the template breaks RFC 6570. */
  constructor(template: string) {
    this.template = template;
    this.#parts = parse(template);
    this.variables = this.#parts.flatMap((part) =>
      typeof part === "string" ? [] : part.variables.map((variable) => variable.name),
    );
    this.#pattern = new RegExp(`^${this.#parts.map(toPattern).join("")}$`, "u");
  }

  /** Writes the URI that `values` make; variables without a value are left out. */
  expand(values: Readonly<Record<string, UriTemplateValue | undefined>>): string {
    return this.#parts
      .map((part) => (typeof part === "string" ? part : expandExpression(part, values)))
      .join("");
  }

  /** Reads the variables back out of a URI; `undefined` when the URI is not of this template. */
  match(uri: string): Record<string, UriTemplateValue> | undefined {
    if (uri.length > MAX_LENGTH) return undefined;
    const match = this.#pattern.exec(uri);
    if (!match) return undefined;
    const values: Record<string, UriTemplateValue> = {};
    let group = 0;
    for (const part of this.#parts) {
      if (typeof part === "string") continue;
      group += 1;
      const found = readExpression(part, match[group], values);
      if (!found) return undefined;
    }
    return values;
  }
}

function parse(template: string): (string | Expression)[] {
  const parts: (string | Expression)[] = [];
  let position = 0;
  while (position < template.length) {
    const open = template.indexOf("{", position);
    const literal = open < 0 ? template.slice(position) : template.slice(position, open);
    if (literal.includes("}")) throw invalid(template, "it has a } without a {");
    if (literal !== "") parts.push(literal);
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
        /^(.*?)(?:(\*)|:(\d{1,4}))?$/.exec(specification) ?? [];
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

function expandExpression(
  { operator, variables }: Expression,
  values: Readonly<Record<string, UriTemplateValue | undefined>>,
): string {
  const expanded = variables.flatMap((variable) => {
    const value = values[variable.name];
    if (value === undefined) return [];
    if (typeof value === "string") {
      const cut =
        variable.prefix === undefined ? value : [...value].slice(0, variable.prefix).join("");
      return [name(operator, variable.name, encodeText(cut, operator.reserved))];
    }
    if (value.length === 0) return [];
    const items = value.map((item) => encodeText(item, operator.reserved));
    if (!variable.explode) return [name(operator, variable.name, items.join(","))];
    return items.map((item) => name(operator, variable.name, item));
  });
  return expanded.length === 0 ? "" : operator.first + expanded.join(operator.separator);
}

function name(operator: Operator, variable: string, value: string): string {
  if (!operator.named) return value;
  return value === "" ? `${variable}${operator.ifEmpty}` : `${variable}=${value}`;
}

function encodeText(value: string, keepReserved: boolean): string {
  const encoded = encodeURIComponent(value).replace(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
  if (!keepReserved) return encoded;
  return encoded.replace(/%(3A|2F|3F|23|5B|5D|40|21|24|26|27|28|29|2A|2B|2C|3B|3D)/g, (triplet) =>
    decodeURIComponent(triplet),
  );
}

function toPattern(part: string | Expression): string {
  if (typeof part === "string") return part.replace(/[\\^$.*+?()[\]{}|/-]/g, "\\$&");
  const { operator, variables } = part;
  // Each expression is one group with bounded alternatives, so that matching stays linear.
  if (operator.named) {
    const first = operator.first.replace(/[?]/g, "\\$&");
    return `((?:${first}[^#?]*)?)`;
  }
  const isList = variables.length > 1 || variables.some((variable) => variable.explode);
  const character = operator.reserved ? "[^#?{}]" : isList ? "[^/?#&;]" : "[^/?#&;,]";
  if (operator.first === "") return `(${character}${operator.reserved ? "+" : "*"})`;
  const first = operator.first.replace(/[.#/]/g, "\\$&");
  return operator.first === "/" && isList ? "((?:\\/[^?#]*)?)" : `((?:${first}${character}*)?)`;
}

function readExpression(
  { operator, variables }: Expression,
  text: string | undefined,
  values: Record<string, UriTemplateValue>,
): boolean {
  if (text === undefined || (text === "" && operator.first !== "")) return true;
  const items = text.slice(operator.first.length).split(operator.separator);
  if (operator.named) return readNamed(variables, items, values);
  for (const [index, variable] of variables.entries()) {
    const isLast = index === variables.length - 1;
    const own = isLast ? items.slice(index) : items.slice(index, index + 1);
    if (own.length === 0) continue;
    if (own.length > 1 && !variable.explode && !operator.reserved) return false;
    const decoded = own.map(decodeText);
    if (decoded.some((item) => item === undefined)) return false;
    const list = decoded as string[];
    values[variable.name] = variable.explode ? list : list.join(operator.separator);
  }
  return true;
}

function readNamed(
  variables: readonly Variable[],
  items: readonly string[],
  values: Record<string, UriTemplateValue>,
): boolean {
  for (const item of items) {
    const at = item.indexOf("=");
    const key = at < 0 ? item : item.slice(0, at);
    const variable = variables.find((candidate) => candidate.name === key);
    const value = decodeText(at < 0 ? "" : item.slice(at + 1));
    if (!variable || value === undefined) return false;
    const before = values[key];
    if (!variable.explode) values[key] = value;
    else values[key] = [...(Array.isArray(before) ? before : []), value];
  }
  return true;
}

function decodeText(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}
