import type { AuthHeaders } from "@mortise/protocol";
import { SIGNATURE_ALGORITHMS } from "../access-token/signature-algorithms.ts";
import { writeChallenge } from "../challenge/write-challenge.ts";
import type { DpopMode } from "../dpop/proof-checker.ts";

/** The parts of a challenge. */
export interface ChallengeParts {
  readonly error?: string | undefined;
  readonly description?: string | undefined;
  readonly scope?: string | undefined;
  readonly metadataUrl: string;
  readonly dpop: DpopMode;
}

/**
 * Writes the challenges of a refusal, Bearer first (RFC 6750, 3; RFC 9728, 5.1; RFC 9449, 7.1).
 *
 * An error of a proof goes with the DPoP challenge alone.
 */
export function writeChallenges(parts: ChallengeParts): AuthHeaders {
  const { error, description, scope, metadataUrl, dpop } = parts;
  const failure = { error, error_description: error === undefined ? undefined : description };
  const place = { scope, resource_metadata: metadataUrl };
  const isOfProof = error === "invalid_dpop_proof" || error === "use_dpop_nonce";
  const headers: (readonly [string, string])[] = [];
  if (dpop !== "required" && !isOfProof) {
    headers.push(["WWW-Authenticate", writeChallenge("Bearer", { ...failure, ...place })]);
  }
  if (dpop !== "off") {
    const algs = SIGNATURE_ALGORITHMS.join(" ");
    headers.push(["WWW-Authenticate", writeChallenge("DPoP", { ...failure, ...place, algs })]);
  }
  return headers;
}
