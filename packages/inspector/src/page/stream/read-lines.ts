/** Cuts a stream of bytes into lines; each batch holds the lines that one read completed. */
export async function* readLines(
  body: ReadableStream<Uint8Array>,
): AsyncGenerator<readonly string[], void, undefined> {
  const reader = body.getReader();
  const decoder = new TextDecoder();
  let rest = "";
  try {
    for (;;) {
      const { done, value } = await reader.read();
      rest += done ? decoder.decode() : decoder.decode(value, { stream: true });
      const lines = rest.split("\n");
      rest = done ? "" : (lines.pop() ?? "");
      const full = lines.filter((line) => line.trim() !== "");
      if (full.length > 0) yield full;
      if (done) return;
    }
  } finally {
    await reader.cancel().catch(() => undefined);
  }
}
