import type { AuthRequest } from "@mortise/protocol";

/** The longest key. */
const MAX_LENGTH = 4_096;

/**
 * Reads the key of a request out of `header`; `undefined` if there is none. With `isBearer` it stands
 * after `Bearer`, as a token does.
 */
export function readKey(
  request: AuthRequest,
  header: string,
  isBearer: boolean,
): { readonly key: string } | "malformed" | undefined {
  const [value = "", ...more] = request.headerValues(header);
  if (more.length > 0) return "malformed";
  if (!isBearer) {
    if (value === "") return undefined;
    return value.length > MAX_LENGTH ? "malformed" : { key: value };
  }
  if (!/^bearer(?: |$)/i.test(value)) return undefined;
  const key = value.slice("bearer ".length).trim();
  return key === "" || key.length > MAX_LENGTH || /\s/.test(key) ? "malformed" : { key };
}
