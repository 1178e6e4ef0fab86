import { canonicalJson } from "@mortise/protocol";
import { toBase64Url } from "../state/base64-url.ts";
import type { InputQuestion } from "../state/input-journal.ts";

/** Names a question by what the client is shown: SHA-256 of its method and parameters, as base64url. */
export async function digestQuestion({ method, params }: InputQuestion): Promise<string> {
  const text = new TextEncoder().encode(canonicalJson([method, params]));
  return toBase64Url(new Uint8Array(await crypto.subtle.digest("SHA-256", text)));
}
