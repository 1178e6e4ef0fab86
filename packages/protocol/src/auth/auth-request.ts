/** The parts of an HTTP request that authorization depends on; its body is not read yet. */
export interface AuthRequest {
  /** The HTTP method. */
  readonly method: string;
  /** The absolute URL with its query, made of the `Host` header where the platform has no URL. */
  readonly url: string;
  /** The address of the peer that sent the request, a proxy perhaps; for audits. */
  readonly peerAddress: string | undefined;
  /** Gives a header by its name, repeated ones joined by `, `. */
  header(name: string): string | undefined;
  /**
   * Gives every value of a header, in order; empty without the header.
   *
   * Web-standard runtimes join repeated headers before anything else sees them.
   */
  headerValues(name: string): readonly string[];
  /**
   * Gives the scopes of the tool, prompt or resource that the request's headers name, so that one challenge
   * asks for them with those of every request (2026-07-28, Authorization, Scope Challenge); empty if
   * none are known yet. For the challenge of a caller that is confirmed alone, since they say what there
   * is; the server checks them itself. Absent where no server made the request.
   */
  targetScopes?(): readonly string[];
}

/** Headers in order; a name may come several times, as `WWW-Authenticate` does. */
export type AuthHeaders = readonly (readonly [name: string, value: string])[];

/** Refuses a request. */
export interface AuthRefusal {
  /**
   * 400 for credentials that are malformed or sent twice (RFC 6750, 3.1), 401 for missing or invalid
   * ones, 403 for insufficient ones, 503 when they cannot be checked now.
   */
  readonly status: 400 | 401 | 403 | 503;
  /** For the developer of the client. */
  readonly message: string;
  /** Such as `WWW-Authenticate`, `DPoP-Nonce` and `Retry-After`. */
  readonly headers?: AuthHeaders;
  /** The request has no credentials at all; `optional` lets such a request in. Default `false`. */
  readonly lacksCredentials?: boolean;
  /**
   * The finding and its fix for the operator's log, which gets equal ones at most once a minute; never
   * sent, and never a secret. Default: nothing is logged.
   */
  readonly detail?: string;
}
