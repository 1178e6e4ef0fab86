import { parseTemplate } from "url-template";

/** A variable of a URI template (RFC 6570). */
export interface TemplateVariable {
  readonly name: string;
  /** It takes several values (`*`), one a line. */
  readonly isList: boolean;
}

/** Lists the variables of a template in their order, each once. */
export function listVariables(template: string): readonly TemplateVariable[] {
  const variables = new Map<string, TemplateVariable>();
  for (const [, expression = ""] of template.matchAll(/\{[+#./;?&]?([^{}]+)\}/gu)) {
    for (const part of expression.split(",")) {
      const name = part.replace(/(?:\*|:\d+)$/u, "");
      if (!variables.has(name)) variables.set(name, { name, isList: part.endsWith("*") });
    }
  }
  return [...variables.values()];
}

/**
 * Expands a template with the values that are given; a variable with an empty value counts as left out.
 * A template that breaks RFC 6570 gives `undefined`.
 */
export function expandTemplate(
  template: string,
  values: Readonly<Record<string, string>>,
): string | undefined {
  const context: Record<string, string | string[]> = {};
  for (const { name, isList } of listVariables(template)) {
    const value = values[name] ?? "";
    if (value === "") continue;
    context[name] = isList ? value.split("\n").filter((line) => line !== "") : value;
  }
  try {
    return parseTemplate(template).expand(context);
  } catch {
    return undefined;
  }
}
