/** A host as an option has it: a name or an address, a wildcard for its subdomains, and perhaps a port. */
export class HostPattern {
  readonly #name: string;
  readonly #isWild: boolean;
  readonly #port: string | undefined;

  private constructor(name: string, isWild: boolean, port: string | undefined) {
    this.#name = name;
    this.#isWild = isWild;
    this.#port = port;
  }

  /** Reads `name`, `name:port`, `*.name` or an address; `undefined` for anything else. */
  static read(text: string): HostPattern | undefined {
    const isWild = text.startsWith("*.");
    const written = isWild ? text.slice(2) : text;
    const whole = isBareIpv6(written) ? `[${written}]` : written;
    if (!/^[^\s/?#@*\\]+$/.test(whole)) return undefined;
    const url = URL.parse(`http://${whole}`);
    if (!url?.hostname || url.pathname !== "/") return undefined;
    const port = /:(\d+)$/.exec(whole.replace(/\[.*\]/, ""))?.[1];
    return new HostPattern(url.hostname.replace(/\.$/, ""), isWild, port && String(Number(port)));
  }

  /** Gives the pattern that a text was probably meant for, such as the host of a URL. */
  static suggest(text: string): string | undefined {
    const host = URL.parse(text)?.host;
    return host && HostPattern.read(host) ? host : undefined;
  }

  /** Returns whether a host is meant; `name` in lower case, `port` as digits if there is one. */
  matches(name: string, port: string | undefined): boolean {
    if (this.#port !== undefined && this.#port !== port) return false;
    const plain = name.replace(/\.$/, "");
    if (!this.#isWild) return plain === this.#name;
    return plain.endsWith(`.${this.#name}`) && plain.length > this.#name.length + 1;
  }
}

function isBareIpv6(text: string): boolean {
  return !text.startsWith("[") && text.split(":").length > 2;
}
