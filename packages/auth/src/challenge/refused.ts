/**
 * The `error` of a challenge (RFC 6750, 3.1; RFC 9449, 7.1), or `temporarily_unavailable` for
 * credentials that cannot be checked now.
 */
export type RefusalCode =
  | "invalid_request"
  | "invalid_token"
  | "insufficient_scope"
  | "invalid_dpop_proof"
  | "use_dpop_nonce"
  | "temporarily_unavailable";

const STATUS: Readonly<Record<RefusalCode, 400 | 401 | 403 | 503>> = {
  invalid_request: 400,
  invalid_token: 401,
  insufficient_scope: 403,
  invalid_dpop_proof: 401,
  use_dpop_nonce: 401,
  temporarily_unavailable: 503,
};

/** The facts of a refusal that only the operator sees, and the wait that the client is asked for. */
export interface RefusedOptions extends ErrorOptions {
  /** For the operator's log: the finding and its fix; never a token. Default: the message. */
  readonly detail?: string;
  /** Seconds after which the same request may be accepted. */
  readonly retryAfter?: number;
}

/** Refuses the credentials of a request. The message crosses the wire, so it has no data of the token. */
export class Refused extends Error {
  override readonly name = "Refused";
  readonly code: RefusalCode;
  readonly detail: string;
  readonly retryAfter: number | undefined;

  constructor(code: RefusalCode, message: string, options: RefusedOptions = {}) {
    super(message, options);
    this.code = code;
    this.detail = options.detail ?? message;
    this.retryAfter = options.retryAfter;
  }

  /** The HTTP status. */
  get status(): 400 | 401 | 403 | 503 {
    return STATUS[this.code];
  }
}
