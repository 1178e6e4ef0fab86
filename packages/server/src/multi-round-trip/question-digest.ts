import type { InputQuestion } from "@mortise/protocol";
import { canonicalJson } from "@mortise/protocol";
import { toBase64Url } from "../state/base64-url.ts";

/** Names a question by what the client is shown: SHA-256 of its method and parameters, as base64url. */
export async function digestQuestion({ method, params }: InputQuestion): Promise<string> {
  const text = new TextEncoder().encode(canonicalJson([method, params]));
  return toBase64Url(new Uint8Array(await crypto.subtle.digest("SHA-256", text)));
}
