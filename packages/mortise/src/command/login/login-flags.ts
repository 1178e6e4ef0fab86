/** The options that name a login. */
export interface LoginTargetFlags {
  readonly profile?: string;
  readonly config?: string;
  readonly server?: readonly string[];
  readonly json?: boolean;
}

/** The options of `mortise login`, as commander reads them. */
export interface LoginFlags extends LoginTargetFlags {
  readonly browser: boolean;
  readonly device?: boolean;
  readonly clientId?: string;
  readonly scope?: readonly string[];
  readonly callbackPort?: string;
  readonly callbackHost?: "127.0.0.1" | "[::1]" | "localhost";
  readonly callbackPath?: string;
  readonly quirks?: string;
  readonly issuer?: string;
  readonly metadataIssuer?: string;
}

/** The options of `mortise logout`, as commander reads them. */
export interface LogoutFlags extends LoginTargetFlags {
  readonly all?: boolean;
}
