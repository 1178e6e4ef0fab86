import { MortiseError } from "@mortise/protocol";

/** The origins that browsers may call from, compiled from an option. */
export class AllowedOrigins {
  readonly #exact = new Set<string>();
  readonly #wild: { readonly before: string; readonly after: string }[] = [];
  #isAny = false;

  /** @throws MortiseError `INVALID_OPTION` for an entry that no `Origin` could match. */
  constructor(entries: readonly string[]) {
    for (const entry of entries) this.#add(entry);
  }

  /** Returns whether an `Origin` header is one of them. */
  has(origin: string): boolean {
    if (this.#isAny || this.#exact.has(origin)) return true;
    return this.#wild.some(
      ({ before, after }) =>
        origin.length > before.length + after.length &&
        origin.startsWith(before) &&
        origin.endsWith(after) &&
        // Subdomains, and nothing in which another host could hide.
        /^[a-z0-9.-]+$/.test(origin.slice(before.length, origin.length - after.length)),
    );
  }

  #add(entry: string): void {
    if (entry === "*") {
      this.#isAny = true;
    } else if (entry === "null") {
      this.#exact.add(entry);
    } else {
      const [, scheme = "", rest = ""] = /^([a-z][a-z\d+.-]*:\/\/)\*(\.[^*]+)$/i.exec(entry) ?? [];
      const origin = toOrigin(scheme === "" ? entry : `${scheme}any${rest}`);
      if (origin === undefined) throw refuse(entry);
      const before = scheme.toLowerCase();
      if (scheme === "") this.#exact.add(origin);
      else this.#wild.push({ before, after: origin.slice(`${before}any`.length) });
    }
  }
}

/** Writes an origin as browsers do; `undefined` for what is more or less than an origin. */
function toOrigin(entry: string): string | undefined {
  const url = entry.includes("*") ? null : URL.parse(entry);
  if (!url?.host || url.username !== "" || url.password !== "") return undefined;
  if (!/^\/?$/.test(url.pathname) || url.search !== "" || url.hash !== "") return undefined;
  // The origin of a scheme that the web does not know, such as that of an extension, reads "null".
  return url.origin === "null" ? `${url.protocol}//${url.host}` : url.origin;
}

function refuse(entry: string): MortiseError {
  const meant = URL.parse(entry)?.host ? toOrigin(URL.parse(entry)?.origin ?? "") : undefined;
  const fix =
    meant === undefined
      ? 'write an origin such as "https://app.example.com", "https://*.example.com" or "*"'
      : `write ${JSON.stringify(meant)}`;
  return new MortiseError(
    "INVALID_OPTION",
    `allowedOrigins has ${JSON.stringify(entry)}, which no Origin can match; ${fix}`,
    { data: { option: "allowedOrigins" } },
  );
}
