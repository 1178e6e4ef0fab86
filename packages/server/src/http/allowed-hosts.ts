import { MortiseError } from "@mortise/protocol";
import { HostPattern } from "./host-pattern.ts";

/** The hosts that requests may name, compiled from an option. */
export class AllowedHosts {
  readonly #patterns: readonly HostPattern[];
  readonly #isAny: boolean;

  /** @throws MortiseError `INVALID_OPTION` for an entry that no `Host` could match. */
  constructor(entries: readonly string[]) {
    this.#isAny = entries.includes("*");
    this.#patterns = entries.filter((entry) => entry !== "*").map(readEntry);
  }

  /** Returns whether a `Host` header names one of them. */
  has(host: string | undefined): boolean {
    if (this.#isAny) return true;
    const [, name = "", port] = /^(.*?)(?::(\d*))?$/s.exec((host ?? "").toLowerCase()) ?? [];
    // A bare IPv6 address is no Host, so that the last colon is that of the port.
    return this.#patterns.some((pattern) => pattern.matches(name, port || undefined));
  }
}

function readEntry(entry: string): HostPattern {
  const pattern = HostPattern.read(entry);
  if (pattern) return pattern;
  const meant = HostPattern.suggest(entry);
  const fix = meant ? JSON.stringify(meant) : '"api.example.com", "*.example.com" or "*"';
  throw new MortiseError(
    "INVALID_OPTION",
    `allowedHosts has ${JSON.stringify(entry)}, which no Host can match; write ${fix}`,
    { data: { option: "allowedHosts" } },
  );
}
