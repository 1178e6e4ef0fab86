/** The target of a visit, before its page is known. */
export interface VisitRequest {
  /**
   * The redirect URIs that the client is registered with at the authorization server, the latest last;
   * empty before a registration. One that can be received again saves a new registration.
   */
  readonly registered: readonly string[];
  /** The scopes that the login of the user lacks; absent for a login that is no step-up. */
  readonly needed?: readonly string[];
  /** Ends the visit. */
  readonly signal: AbortSignal;
}

/** One visit of the user to an authorization page; disposing of it ends its wait for the callback. */
export interface Visit extends AsyncDisposable {
  /**
   * Where the authorization server sends the browser afterwards (RFC 8252, 7). It is received from
   * now on until the visit is disposed of, so that no other program can take its port meanwhile.
   */
  readonly redirectUri: string;
  /**
   * Sends the user to `url` and resolves with the URL of the callback, query included. `url` is https,
   * or http of a loopback host. The caller checks the callback; one of another login may come.
   *
   * @throws AuthError `interaction_required` when there is no user, `login_timeout` when none came back.
   */
  authorize(request: { readonly url: URL; readonly signal: AbortSignal }): Promise<URL>;
}

/** How a user is sent to an authorization page, and how the callback comes back. */
export interface UserAgent {
  /** Prepares a visit, such as by binding the port of the callback; no page is opened yet. */
  visit(request: VisitRequest): Promise<Visit>;
}
