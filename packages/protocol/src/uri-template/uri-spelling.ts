/** Characters that have another spelling, percent-encoded or written out. */
const RESPELT = /[^!-~]|["%<>[\\\]^`{|}]/;

/**
 * Writes a URI in the one form that all its spellings share: characters percent-encoded where a URI wants
 * them so, and written out elsewhere (RFC 3986, 6.2.2). A URI that breaks the encoding is returned as it is.
 */
export function normalizeUri(uri: string): string {
  // Most URIs have one spelling.
  if (!RESPELT.test(uri)) return uri;
  const plain = writeOut(uri);
  return plain === undefined ? uri : encode(plain);
}

/** Lists a URI as it came, with its characters written out, and with them percent-encoded. */
export function spellingsOf(uri: string): readonly string[] {
  if (!RESPELT.test(uri)) return [uri];
  const plain = writeOut(uri);
  return plain === undefined ? [uri] : [uri, plain, encode(plain)];
}

/** Decodes all but reserved characters and `%`, which would become others: `%2520` is no space. */
function writeOut(uri: string): string | undefined {
  try {
    return decodeURI(uri.replaceAll("%25", "%2525"));
  } catch {
    return undefined;
  }
}

/** Encodes what {@link writeOut} gave, whose escapes stay as they are. */
function encode(plain: string): string {
  return encodeURI(plain.toWellFormed())
    .replaceAll("%25", "%")
    .replace(/%[0-9a-f]{2}/gi, (triplet) => triplet.toUpperCase());
}
