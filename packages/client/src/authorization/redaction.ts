/** The largest number of credentials to remember; older ones have been replaced long ago. */
const MAX_CREDENTIALS = 32;
/** A shorter text is too likely a part of an ordinary word. */
const MIN_LENGTH = 6;
/** The number of causes of an error that are looked at; an error may be its own cause. */
const MAX_CAUSES = 8;

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

  /** Returns a copy of a JSON value with every credential in its texts replaced. */
  applyToJson<Value>(value: Value): Value {
    const text = JSON.stringify(value);
    return JSON.parse(text, (_key, part) => (typeof part === "string" ? this.apply(part) : part));
  }

  /** Replaces credentials in the message and stack of an error and of its causes. */
  applyToError<Thrown>(error: Thrown): Thrown {
    let current: unknown = error;
    for (let depth = 0; depth < MAX_CAUSES && current instanceof Error; depth += 1) {
      for (const member of ["message", "stack"] as const) {
        const text = current[member];
        if (typeof text !== "string") continue;
        const redacted = this.apply(text);
        // Reflect returns `false` for an error of the platform that cannot be changed.
        if (redacted !== text) Reflect.defineProperty(current, member, { value: redacted });
      }
      current = current.cause;
    }
    return error;
  }
}
