/** What a call came to, whatever it returned or threw. */
export interface Outcome {
  readonly hasFailed: boolean;
  /** What a program switches on: a tool's word, a JSON-RPC number or one of Mortise's codes. */
  readonly code: string | number | undefined;
  readonly text: string;
}

/** Reads the result of a tool call, or what a request was rejected with; `undefined` for anything else. */
export function readOutcome(value: unknown): Outcome | undefined {
  if (value instanceof Error) {
    return { hasFailed: true, code: readCode(value), text: value.message };
  }
  const { isError, content, text } = (value ?? {}) as Record<string, unknown>;
  if (typeof isError !== "boolean" || !Array.isArray(content) || typeof text !== "string") {
    return undefined;
  }
  return { hasFailed: isError, code: isError ? readCode(parse(text)) : undefined, text };
}

/** Reads the text of a tool result, a resource, a rendered prompt or an agent's answer. */
export function readText(value: unknown): string | undefined {
  const { text, contents, messages } = (value ?? {}) as Record<string, unknown>;
  if (typeof text === "string") return text;
  const parts: unknown[] | undefined = Array.isArray(contents)
    ? contents
    : Array.isArray(messages)
      ? messages.map((message: { content?: unknown }) => message.content)
      : undefined;
  return parts
    ?.map((part) => (part as { text?: unknown } | null)?.text)
    .filter((part) => typeof part === "string")
    .join("\n");
}

// A tool's failure is the JSON that ToolError makes of it.
function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function readCode(value: unknown): string | number | undefined {
  const { code } = (value ?? {}) as { code?: unknown };
  return typeof code === "string" || typeof code === "number" ? code : undefined;
}
