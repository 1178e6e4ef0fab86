const MARK = "#code=";

/** Writes a program as the fragment of an address, which no server sees: deflated, in base64url. */
export async function writeFragment(program: string): Promise<string> {
  const bytes = await pipe(new Blob([program]), new CompressionStream("deflate-raw"));
  const text = btoa(String.fromCodePoint(...new Uint8Array(bytes)));
  return `${MARK}${text.replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "")}`;
}

/** Reads the program of a fragment; `undefined` if it has none, or one that was cut off. */
export async function readFragment(fragment: string): Promise<string | undefined> {
  if (!fragment.startsWith(MARK)) return undefined;
  try {
    const text = atob(fragment.slice(MARK.length).replaceAll("-", "+").replaceAll("_", "/"));
    const bytes = Uint8Array.from(text, (character) => character.codePointAt(0) ?? 0);
    const program = await pipe(new Blob([bytes]), new DecompressionStream("deflate-raw"));
    return new TextDecoder().decode(program);
  } catch {
    return undefined;
  }
}

async function pipe(
  blob: Blob,
  through: CompressionStream | DecompressionStream,
): Promise<ArrayBuffer> {
  return await new Response(blob.stream().pipeThrough(through)).arrayBuffer();
}
