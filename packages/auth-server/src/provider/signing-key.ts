import { generateKeyPair } from "node:crypto";
import { promisify } from "node:util";
import type { Random } from "@mortise/protocol";
import type { JWK } from "oidc-provider";

/** The signature algorithms of keys; clients and resource servers know them both. */
export type SigningAlgorithm = "ES256" | "RS256";

/** Every {@link SigningAlgorithm}. */
export const SIGNING_ALGORITHMS: readonly SigningAlgorithm[] = ["ES256", "RS256"];

/** A private key that signs tokens, as a JSON Web Key. */
export interface SigningKey extends JWK {
  readonly kid: string;
  readonly alg: SigningAlgorithm;
}

const generate = promisify(generateKeyPair);

/** Makes a new key with a random `kid`. */
export async function createSigningKey(alg: SigningAlgorithm, random: Random): Promise<SigningKey> {
  const { privateKey } =
    alg === "ES256"
      ? await generate("ec", { namedCurve: "P-256" })
      : await generate("rsa", { modulusLength: 2048 });
  const jwk = privateKey.export({ format: "jwk" }) as JWK;
  return { ...jwk, alg, use: "sig", kid: Buffer.from(random.bytes(12)).toString("base64url") };
}
