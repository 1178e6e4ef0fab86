/** Names an entry of a KeyValueStore by what it is about, however long that is: a word and a SHA-256 digest. */
export async function toValueKey(word: string, about: string): Promise<string> {
  const bytes = new TextEncoder().encode(about);
  const hash = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
  return `${word}:${Array.from(hash, (byte) => byte.toString(16).padStart(2, "0")).join("")}`;
}
