import { MortiseError } from "@mortise/protocol";

const NAME = /^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$/;
const SCHEME = /^([A-Za-z][A-Za-z0-9+.-]*):(\/\/)?/;
/** Addresses that a client may fetch by itself, which no server may move (2026-07-28, Resources). */
const WEB_SCHEMES: ReadonlySet<string> = new Set(["http", "https"]);

/** Returns whether `uri` is an address that means the same everywhere. */
export function isWebUrl(uri: string): boolean {
  const [, scheme = ""] = SCHEME.exec(uri) ?? [];
  return WEB_SCHEMES.has(scheme.toLowerCase());
}

/** How the names of a mounted server are written in the server it is mounted in, and back. */
export interface Namespace {
  /** `undefined` where names stay as they are. */
  readonly name: string | undefined;
  /** Writes the name of a tool or prompt. */
  toOuterName(own: string): string;
  /** Writes a URI or template; `undefined` for a template whose scheme is a variable. */
  toOuterUri(own: string): string | undefined;
  toOwnUri(outer: string): string;
}

const IDENTITY: Namespace = {
  name: undefined,
  toOuterName: (own) => own,
  toOuterUri: (own) => own,
  toOwnUri: (outer) => outer,
};

/**
 * Makes a namespace: `crm` turns the tool `find` into `crm_find`, and `docs://guide` into
 * `docs://crm/guide`; the scheme keeps its meaning, and `https:` addresses stay.
 *
 * @throws MortiseError `INVALID_DEFINITION` for a name that could not stand in a tool's or a URI.
 */
export function createNamespace(name: string | undefined): Namespace {
  if (name === undefined) return IDENTITY;
  if (typeof name !== "string" || !NAME.test(name)) {
    throw new MortiseError(
      "INVALID_DEFINITION",
      `${JSON.stringify(name)} cannot name a mounted server; use 1 to 64 of A-Z, a-z, 0-9, "_" and "-"`,
    );
  }
  return {
    name,
    toOuterName: (own) => `${name}_${own}`,
    toOuterUri: (own) => {
      const [start] = SCHEME.exec(own) ?? [];
      if (start === undefined) return undefined;
      if (isWebUrl(own)) return own;
      return `${start}${name}/${own.slice(start.length)}`;
    },
    toOwnUri: (outer) => {
      const [start = ""] = SCHEME.exec(outer) ?? [];
      const rest = outer.slice(start.length);
      if (isWebUrl(outer) || !rest.startsWith(`${name}/`)) return outer;
      return `${start}${rest.slice(name.length + 1)}`;
    },
  };
}
