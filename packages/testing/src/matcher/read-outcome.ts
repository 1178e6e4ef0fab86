/** The outcome of a call, from its result or its error. */
export interface Outcome {
  readonly hasFailed: boolean;
  /** The code that a program can switch on: a tool's word, a JSON-RPC number or a code of Mortise. */
  readonly code: string | number | undefined;
  readonly text: string;
}

/** Reads the result of a tool call or the error of a request; `undefined` for anything else. */
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

// The text of a failed tool is the JSON of a ToolError.
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
