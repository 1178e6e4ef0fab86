/** The part of `node:crypto` that hashes without a detour over a thread; Bun and Deno have it too. */
interface PlatformCrypto {
  readonly hash?: (algorithm: string, data: string, encoding: "base64url") => string;
}

interface Platform {
  readonly process?: { readonly getBuiltinModule?: (id: string) => unknown };
}

const platform = (globalThis as Platform).process?.getBuiltinModule?.("node:crypto") as
  | PlatformCrypto
  | undefined;

/** Returns the SHA-256 of a token in base64url, so that no memory holds the token itself. */
export const digestToken: (token: string) => string | Promise<string> = platform?.hash
  ? (token) => (platform.hash as NonNullable<PlatformCrypto["hash"]>)("sha256", token, "base64url")
  : digestByWebCrypto;

/** Returns the SHA-256 of `text` in base64url on every platform. */
export async function digestByWebCrypto(text: string): Promise<string> {
  const bytes = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text));
  return toBase64Url(new Uint8Array(bytes));
}

/** Writes bytes in base64url without padding (RFC 4648, 5). */
export function toBase64Url(bytes: Uint8Array): string {
  const text = btoa(String.fromCharCode(...bytes));
  return text.replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}
