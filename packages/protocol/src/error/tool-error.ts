const BRAND = Symbol.for("mortise.tool-error");

/** Details of a {@link ToolError}. */
export interface ToolErrorOptions extends ErrorOptions {
  /** A short stable word that a model or program can act on, such as `not_found`. */
  readonly code?: string;
  /** Milliseconds after which the same call may succeed. */
  readonly retryAfterMs?: number;
  /**
   * Whether a task begins its handler again, as long as attempts are left; `false` makes the error the result
   * at once. Default: `true` with `retryAfterMs`, `false` without. Outside of tasks it has no effect, and models
   * do not see it.
   */
  readonly retryable?: boolean;
  /** Further facts for the model; must be JSON. */
  readonly data?: Readonly<Record<string, unknown>>;
}

/**
 * A failure that the model should read: the tool result says `isError` and carries the message.
 *
 * Anything else a handler throws is masked, because it was not written to be shown.
 */
export class ToolError extends Error {
  static {
    Object.defineProperty(ToolError.prototype, BRAND, { value: true });
  }

  /** The name of the class. */
  override readonly name: string = "ToolError";
  /** The code that the model reads, such as `not_found`. */
  readonly code: string | undefined;
  /** Milliseconds after which a new call may succeed. */
  readonly retryAfterMs: number | undefined;
  /** Whether a task begins its handler again. */
  readonly retryable: boolean;
  /** Details for the model. */
  readonly data: Readonly<Record<string, unknown>>;

  constructor(message: string, options: ToolErrorOptions = {}) {
    super(message, options);
    this.code = options.code;
    this.retryAfterMs = options.retryAfterMs;
    this.retryable = options.retryable ?? options.retryAfterMs !== undefined;
    this.data = options.data ?? {};
  }

  /** Returns whether `error` is a ToolError, of this or another installed copy of the package. */
  static is(error: unknown): error is ToolError {
    return typeof error === "object" && error !== null && BRAND in error;
  }

  /** Returns the object that the model reads: `{ error, code?, retryAfterMs?, …data }`. */
  toModel(): Record<string, unknown> {
    const shown = {
      error: this.message,
      ...(this.code !== undefined && { code: this.code }),
      ...(this.retryAfterMs !== undefined && { retryAfterMs: this.retryAfterMs }),
    };
    // The error's own members come first and win over data of the same name.
    return { ...shown, ...this.data, ...shown };
  }
}
