import type { JsonObject } from "@mortise/protocol";
import type { SavedCall } from "../../contract/index.ts";
import { isJsonObject } from "../../contract/index.ts";

/** The server that a test connects to. */
export type TestTarget =
  /** A module that exports the server, from the test's folder; by default as its default export. */
  | { readonly kind: "file"; readonly file: string; readonly exportName?: string }
  | { readonly kind: "http"; readonly url: string }
  | { readonly kind: "stdio"; readonly command: readonly string[] };

type FileTarget = Extract<TestTarget, { kind: "file" }>;

/** A call as a test runs it. */
export type TestedCall = Pick<SavedCall, "name" | "method" | "params" | "expect">;

/**
 * Writes a test file for vitest that makes each call again and compares its result with `expect`.
 * A call without an expected result only must not fail.
 */
export function writeTest(target: TestTarget, calls: readonly TestedCall[]): string {
  const [imported, opened] = writeTarget(target);
  const names = uniqueNames(calls.map(({ name }) => name));
  const tests = calls.map((call, at) =>
    [
      `test(${JSON.stringify(names[at])}, async () => {`,
      `  await using client = await connect(${opened});`,
      ...writeCall(call).map((line) => `  ${line}`),
      "});",
    ].join("\n"),
  );
  const head = [
    'import { connect } from "mortise";',
    'import "mortise/vitest";',
    'import { expect, test } from "vitest";',
    ...imported,
  ].join("\n");
  return `${[head, ...tests].join("\n\n")}\n`;
}

function writeTarget(target: TestTarget): readonly [imported: readonly string[], opened: string] {
  switch (target.kind) {
    case "file":
      return [[writeImport(target)], "server"];
    case "http":
      return [[], JSON.stringify(target.url)];
    case "stdio": {
      const [command = "", ...args] = target.command;
      return [[], writeValue({ command, args })];
    }
  }
}

function writeImport({ file, exportName = "default" }: FileTarget): string {
  const names: Readonly<Record<string, string>> = { default: "server", server: "{ server }" };
  const name = names[exportName] ?? `{ ${exportName} as server }`;
  return `import ${name} from ${JSON.stringify(toSpecifier(file))};`;
}

function toSpecifier(file: string): string {
  const path = file.replaceAll("\\", "/");
  return /^(?:\.|\/|[a-z]:\/)/iu.test(path) ? path : `./${path}`;
}

function uniqueNames(names: readonly string[]): readonly string[] {
  const seen = new Map<string, number>();
  return names.map((name) => {
    const count = (seen.get(name) ?? 0) + 1;
    seen.set(name, count);
    return count === 1 ? name : `${name} (${count})`;
  });
}

function writeCall({ method, params, expect }: TestedCall): readonly string[] {
  const request = writeRequest(method, params);
  if (expect === undefined) {
    if (method === "tools/call") return [`expect(await ${request}).toSucceed();`];
    return [`expect(await ${request}).toBeDefined();`];
  }
  if (method !== "tools/call") {
    return [`expect(await ${request}).toMatchObject(${writeValue(withoutMeta(expect))});`];
  }
  const lines = [`const result = await ${request};`];
  if (expect["isError"] === true) {
    lines.push(`expect(result).toFailWith(${writePattern(textOf(expect))});`);
    return lines;
  }
  lines.push("expect(result).toSucceed();");
  const structured = expect["structuredContent"];
  if (structured !== undefined) {
    lines.push(`expect(result).toHaveStructured(${writeValue(structured)});`);
  } else if (textOf(expect) !== "") {
    lines.push(`expect(result).toHaveText(${JSON.stringify(textOf(expect))});`);
  }
  return lines;
}

function writeRequest(method: string, params: JsonObject): string {
  const { name, uri } = params;
  const rest = params["arguments"];
  if (method === "tools/call" && typeof name === "string") {
    return `client.callTool(${JSON.stringify(name)}, ${writeValue(rest ?? {})})`;
  }
  if (method === "prompts/get" && typeof name === "string") {
    return `client.getPrompt(${JSON.stringify(name)}, ${writeValue(rest ?? {})})`;
  }
  if (method === "resources/read" && typeof uri === "string") {
    return `client.readResource(${JSON.stringify(uri)})`;
  }
  return `client.request(${JSON.stringify(method)}, ${writeValue(withoutMeta(params))})`;
}

/** The metadata of one request, such as its progress token, has no place in a test. */
function withoutMeta({ _meta: _, ...rest }: JsonObject): JsonObject {
  return rest;
}

function textOf(result: JsonObject): string {
  const content = Array.isArray(result["content"]) ? result["content"].filter(isJsonObject) : [];
  return content
    .map(({ text }) => (typeof text === "string" ? text : ""))
    .join("\n")
    .trim();
}

/** Writes a pattern that finds a text. */
function writePattern(text: string): string {
  const [line = ""] = text.split("\n");
  const source = line.replaceAll(/[.*+?^${}()|[\]\\/]/gu, "\\$&");
  return source === "" ? "/^/" : `/${source}/`;
}

function writeValue(value: unknown): string {
  const text = JSON.stringify(value);
  return text.length <= 60
    ? spaced(value)
    : JSON.stringify(value, undefined, 2).replaceAll("\n", "\n  ");
}

/** Writes a short value on one line, with the spaces of the language's style. */
function spaced(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(spaced).join(", ")}]`;
  if (!isJsonObject(value)) return JSON.stringify(value);
  const members = Object.entries(value).map(
    ([key, member]) =>
      `${/^[A-Za-z_$][\w$]*$/u.test(key) ? key : JSON.stringify(key)}: ${spaced(member)}`,
  );
  return members.length === 0 ? "{}" : `{ ${members.join(", ")} }`;
}
