import { MortiseError } from "@mortise/protocol";

/** A response with a cheaper way to read its text than by a stream. */
interface SelfReading {
  /** Resolves with `undefined` when the body is longer than `maxBytes`. */
  readonly readText: (maxBytes: number) => Promise<string | undefined>;
}

/**
 * Reads a body as text, up to `maxBytes`.
 *
 * @throws MortiseError `INVALID_RESPONSE` when it is longer.
 */
export async function readBody(
  response: Response | (Response & SelfReading),
  maxBytes: number,
): Promise<string> {
  if ("readText" in response) {
    const text = await response.readText(maxBytes);
    if (text === undefined) throw tooLong(maxBytes);
    return text;
  }
  if (response.body === null) return "";
  const decoder = new TextDecoder();
  const reader = response.body.getReader();
  let text = "";
  let length = 0;
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return text + decoder.decode();
    length += value.byteLength;
    if (length > maxBytes) {
      await reader.cancel().catch(() => undefined);
      throw tooLong(maxBytes);
    }
    text += decoder.decode(value, { stream: true });
  }
}

function tooLong(maxBytes: number): MortiseError {
  return new MortiseError(
    "INVALID_RESPONSE",
    `The server sent more than ${maxBytes} bytes in one response; raise maxMessageBytes to accept it`,
  );
}
