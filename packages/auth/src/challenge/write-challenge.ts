/** A parameter of a challenge with `undefined` is left out. */
export type ChallengeParameters = Readonly<Record<string, string | undefined>>;

/**
 * Writes one challenge of `WWW-Authenticate`, each parameter as a quoted string (RFC 9110, 11.6.1).
 *
 * A character that the parameters of RFC 6750 cannot have becomes a space.
 */
export function writeChallenge(scheme: string, parameters: ChallengeParameters): string {
  const written = Object.entries(parameters)
    .filter(([, value]) => value !== undefined && value !== "")
    .map(([name, value = ""]) => `${name}="${quotable(value)}"`);
  return written.length === 0 ? scheme : `${scheme} ${written.join(", ")}`;
}

/** RFC 6750, 3: `error_description` has no quotes, no backslashes and nothing beyond ASCII. */
function quotable(value: string): string {
  return value.replace(/[^\x20\x21\x23-\x5b\x5d-\x7e]/g, " ");
}
