/** Returns the SHA-256 digest of `bytes` as a skill entry writes it: `sha256:` and 64 hexadecimal digits. */
export async function skillDigest(bytes: Uint8Array<ArrayBuffer>): Promise<string> {
  const hash = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
  return `sha256:${Array.from(hash, (byte) => byte.toString(16).padStart(2, "0")).join("")}`;
}
