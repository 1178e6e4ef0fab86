import { MortiseError } from "@mortise/protocol";

/**
 * Reads a body as text, up to `maxBytes`.
 *
 * @throws MortiseError `INVALID_RESPONSE` when it is longer.
 */
export async function readBody(response: Response, maxBytes: number): Promise<string> {
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
      throw new MortiseError(
        "INVALID_RESPONSE",
        `The server sent more than ${maxBytes} bytes in one response; raise maxMessageBytes to accept it`,
      );
    }
    text += decoder.decode(value, { stream: true });
  }
}
