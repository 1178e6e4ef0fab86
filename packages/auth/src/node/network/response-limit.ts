import { AuthError } from "../../error/auth-error.ts";

/** The error of a response that is longer than documents of OAuth are. */
export function tooLarge(url: URL, maxBytes: number): AuthError {
  return new AuthError(
    "invalid_metadata",
    `${url.origin}${url.pathname} answered more than ${maxBytes} bytes`,
    { hint: "check that the URL is the one of the document" },
  );
}

/** Reads the body of a response up to a limit, and gives a response that holds it. */
export async function limitResponse(
  response: Response,
  url: URL,
  maxBytes: number,
): Promise<Response> {
  if (response.body === null) return response;
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of response.body) {
    size += chunk.byteLength;
    // Leaving the loop cancels the rest of the body.
    if (size > maxBytes) throw tooLarge(url, maxBytes);
    chunks.push(chunk);
  }
  const { status, headers } = response;
  return new Response(Buffer.concat(chunks), { status, headers });
}
