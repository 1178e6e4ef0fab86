/** Who makes a request, as somebody trustworthy has confirmed it. */
export interface Principal {
  /** Names the caller for good, such as the `sub` of a token with its issuer. */
  readonly id: string;
  /** The program that calls on the caller's behalf, where that is known. */
  readonly clientId?: string;
  /** What the caller may do. */
  readonly scopes?: readonly string[];
  /** Further facts about the caller; never the token itself. */
  readonly claims?: Readonly<Record<string, unknown>>;
}
