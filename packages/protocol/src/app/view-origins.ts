/** The origins that a view may reach, such as `https://api.example.com`. Default: none but its own. */
export interface AppViewOrigins {
  /** For requests: `fetch`, `WebSocket` and the like. */
  readonly connect?: readonly string[];
  /** For scripts, styles, images, fonts and media. */
  readonly resource?: readonly string[];
  /** For frames inside the view. */
  readonly frame?: readonly string[];
  /** For the address that relative links begin from. */
  readonly baseUri?: readonly string[];
}
