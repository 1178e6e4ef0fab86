/** The largest number of credentials to remember; older ones have been replaced long ago. */
const MAX_CREDENTIALS = 96;
/** A shorter text is too likely a part of an ordinary word. */
const MIN_LENGTH = 6;
/** The number of causes of an error that are looked at; an error may be its own cause. */
const MAX_CAUSES = 8;

/** Removes the credentials that a connection has sent from texts, such as a server's error page. */
export class Redaction {
  readonly #credentials = new Set<string>();
  #latest: string | undefined;

  /**
   * Remembers the value of a header that holds a credential, with and without its scheme, and as JSON,
   * URLs and `Basic` write it.
   */
  add(value: string): void {
    if (value === this.#latest) return;
    this.#latest = value;
    for (const secret of spellings(value)) {
      if (secret.length < MIN_LENGTH) continue;
      // A credential in use is the newest again, and outlives those that were replaced.
      this.#credentials.delete(secret);
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
    // A credential may begin with another one, whose replacement would leave the rest of it.
    const longestFirst = [...this.#credentials].sort((one, other) => other.length - one.length);
    for (const secret of longestFirst) redacted = redacted.replaceAll(secret, "(redacted)");
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

/** The texts in which a credential may come back. */
function spellings(value: string): readonly string[] {
  const whole = value.trim();
  const [, scheme = "", credential = ""] = /^(\S+)\s+(.+)$/.exec(whole) ?? [];
  const login = scheme.toLowerCase() === "basic" ? decodeBase64(credential) : "";
  const password = login.slice(login.indexOf(":") + 1);
  const plain = [whole, credential, login, password].filter((text) => text !== "");
  return plain.flatMap((text) => [text, JSON.stringify(text).slice(1, -1), encode(text)]);
}

function encode(text: string): string {
  // A lone surrogate has no encoding, and stands in no URL.
  return text.isWellFormed() ? encodeURIComponent(text) : text;
}

function decodeBase64(text: string): string {
  try {
    return new TextDecoder().decode(Uint8Array.from(atob(text), (each) => each.charCodeAt(0)));
  } catch {
    return "";
  }
}
