/** The largest number of credentials to remember; older ones have been replaced long ago. */
const MAX_CREDENTIALS = 32;
/** A shorter text is too likely a part of an ordinary word. */
const MIN_LENGTH = 6;

/** Removes the credentials that a connection has sent from texts, such as a server's error page. */
export class Redaction {
  readonly #credentials = new Set<string>();
  #latest: string | undefined;

  /** Remembers the value of a header that holds a credential, with and without its scheme. */
  add(value: string): void {
    if (value === this.#latest) return;
    this.#latest = value;
    const [, credential = ""] = /^\S+ +(.+)$/.exec(value) ?? [];
    for (const secret of [value, credential]) {
      if (secret.length < MIN_LENGTH || this.#credentials.has(secret)) continue;
      this.#credentials.add(secret);
      const [oldest] = this.#credentials;
      if (this.#credentials.size > MAX_CREDENTIALS && oldest !== undefined) {
        this.#credentials.delete(oldest);
      }
    }
  }

  /** Returns `text` with `(redacted)` in place of every credential. */
  apply(text: string): string {
    let redacted = text;
    for (const secret of this.#credentials) redacted = redacted.replaceAll(secret, "(redacted)");
    return redacted;
  }
}
