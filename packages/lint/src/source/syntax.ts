import type { AnyNode as AnySyntax } from "acorn";

export type { AnySyntax };

/** The kinds of syntax by their `type`. */
export type SyntaxOf<Type extends AnySyntax["type"]> = Extract<AnySyntax, { type: Type }>;

/** Gives a part of a program and all parts inside it, outermost first. */
export function* everySyntax(start: AnySyntax): Generator<AnySyntax> {
  const open: AnySyntax[] = [start];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    yield next;
    open.push(...childrenOf(next).reverse());
  }
}

function childrenOf(syntax: AnySyntax): AnySyntax[] {
  return Object.values(syntax).flatMap((member: unknown) =>
    Array.isArray(member) ? member.filter(isSyntax) : isSyntax(member) ? [member] : [],
  );
}

function isSyntax(value: unknown): value is AnySyntax {
  return typeof value === "object" && value !== null && "type" in value && "start" in value;
}

/** Gives the value of a member of an object that is written out; `undefined` when it has none. */
export function memberOf(
  object: SyntaxOf<"ObjectExpression">,
  name: string,
): AnySyntax | undefined {
  for (const property of object.properties) {
    if (property.type === "Property" && nameOf(property.key) === name) return property.value;
  }
  return undefined;
}

/** Gives the text of a name or a literal text. */
export function nameOf(syntax: AnySyntax): string | undefined {
  if (syntax.type === "Identifier") return syntax.name;
  if (syntax.type === "Literal" && typeof syntax.value === "string") return syntax.value;
  return undefined;
}

/** Gives the name of the function or method that is called. */
export function calledName({ callee }: SyntaxOf<"CallExpression">): string | undefined {
  if (callee.type === "Identifier") return callee.name;
  if (callee.type !== "MemberExpression" || callee.computed) return undefined;
  return nameOf(callee.property as AnySyntax);
}

/** Returns whether an object has members from elsewhere, which cannot be seen. */
export function hasSpread({ properties }: SyntaxOf<"ObjectExpression">): boolean {
  return properties.some(({ type }) => type === "SpreadElement");
}
