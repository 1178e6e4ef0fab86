import type { AuthRequest, Clock, KeyValueStore, OptionNames, Random } from "@mortise/protocol";
import { checkOptions, MortiseError, readEnvironment } from "@mortise/protocol";
import { calculateJwkThumbprint, EmbeddedJWK, errors, jwtVerify } from "jose";
import { SIGNATURE_ALGORITHMS } from "../access-token/signature-algorithms.ts";
import { digestByWebCrypto } from "../access-token/token-digest.ts";
import { Refused } from "../challenge/refused.ts";
import { NonceIssuer } from "./nonce-issuer.ts";
import type { ReplayGuard } from "./replay-guard.ts";
import { MemoryReplayGuard, replaysIn } from "./replay-guard.ts";

/** Whether tokens are bound to a key of the client: never, if they say so, or always. */
export type DpopMode = "off" | "optional" | "required";

/** How proofs of possession are checked. */
export interface DpopOptions {
  /** Whether every token must be bound, or those alone that say so. */
  readonly mode: "optional" | "required";
  /**
   * Asks for a nonce of this server in each proof. A string is the secret that several instances share,
   * 32 characters or more; `true` takes the keys of the environment variable `MORTISE_STATE_KEYS`, and
   * without them a random one of this process. Default `false`.
   */
  readonly nonce?: boolean | string;
  /**
   * Remembers used proofs. Default: the values of the backplane that the server joins, so that a proof
   * counts once for all instances; without one the last 50,000, in this process.
   */
  readonly replays?: ReplayGuard;
}

const OPTIONS: OptionNames<DpopOptions> = { mode: true, nonce: true, replays: true };

/** Milliseconds by which the time of a proof may differ from ours. */
const WINDOW_MS = 5 * 60_000;

/** The proof of a request, and the token that it is to prove. */
export interface Proved {
  readonly request: AuthRequest;
  readonly token: string;
  /** The thumbprint that the token is bound to. */
  readonly thumbprint: string;
  /** The public URL of the server, by which clients call it. */
  readonly resource: string;
}

/** Checks DPoP proofs (RFC 9449, 4.3). */
export class ProofChecker {
  readonly mode: DpopMode;
  readonly #clock: Clock;
  /** Set by the program. */
  readonly #configured: ReplayGuard | undefined;
  readonly #local: MemoryReplayGuard;
  /** The values of the backplanes that servers joined, one for all of their instances. */
  readonly #shared = new Map<object, ReplayGuard>();
  readonly #nonces: NonceIssuer | undefined;

  /** @throws MortiseError `INVALID_OPTION` */
  constructor(option: DpopMode | DpopOptions, clock: Clock, random: Random) {
    const options = typeof option === "string" ? { mode: option } : option;
    checkOptions("dpop", options, OPTIONS);
    const {
      mode,
      nonce = false,
      replays,
    }: Omit<DpopOptions, "mode"> & { mode: DpopMode } = options;
    if (!["off", "optional", "required"].includes(mode)) {
      throw invalid(`dpop is "off", "optional" or "required", not ${JSON.stringify(mode)}`);
    }
    if (typeof nonce === "string" && nonce.length < 32) {
      throw invalid("the secret of dpop.nonce has fewer than 32 characters");
    }
    this.mode = mode;
    this.#clock = clock;
    this.#configured = replays;
    this.#local = new MemoryReplayGuard(clock);
    this.#nonces =
      nonce === false
        ? undefined
        : new NonceIssuer(clock, random, typeof nonce === "string" ? [nonce] : sharedKeys());
  }

  /** Remembers used proofs in `values`, unless the program said where. */
  join(values: KeyValueStore): void {
    if (this.mode !== "off" && !this.#configured) this.#shared.set(values, replaysIn(values));
  }

  /** The nonce for a response that asks for one, or brings the next; `undefined` if none is used. */
  async nonce(): Promise<string | undefined> {
    return this.#nonces?.issue();
  }

  /**
   * Checks the proof of a request; returns whether the response is to bring the next nonce.
   *
   * @throws Refused
   */
  async check({ request, token, thumbprint, resource }: Proved): Promise<boolean> {
    const proofs = request.headerValues("dpop");
    const [proof = ""] = proofs;
    if (proofs.length !== 1 || proof.includes(",")) {
      throw bad("Exactly one DPoP proof is needed");
    }
    const { payload, thumbprint: proved } = await verify(proof, this.#clock);
    const { htm, htu, ath, iat, jti, nonce } = payload;
    if (htm !== request.method) throw bad("The DPoP proof is for another method");
    if (!isFor(htu, request.url, resource)) throw bad("The DPoP proof is for another URL");
    if (ath !== (await digestByWebCrypto(token))) throw bad("The DPoP proof is for another token");
    if (proved !== thumbprint) {
      throw new Refused("invalid_token", "The token is bound to another key than the proof's");
    }
    const state = this.#nonces ? await this.#nonces.check(nonce) : "good";
    if (state === "refused") {
      throw new Refused("use_dpop_nonce", "The DPoP proof needs the nonce of this response");
    }
    if (typeof iat !== "number" || Math.abs(this.#clock.now() - iat * 1000) > WINDOW_MS) {
      throw bad("The DPoP proof is too old or from the future");
    }
    if (typeof jti !== "string" || jti === "" || jti.length > 256) {
      throw bad("The DPoP proof has no usable jti");
    }
    const id = await digestByWebCrypto(`${thumbprint} ${jti}`);
    if (!(await this.#remember(id, thumbprint))) throw bad("The DPoP proof was used before");
    return state === "aging";
  }

  /** Returns whether a proof is new; one whose use cannot be looked up may be a replay. */
  async #remember(id: string, holder: string): Promise<boolean> {
    try {
      const guards = this.#configured ? [this.#configured] : [...this.#shared.values()];
      if (guards.length === 0) return this.#local.add(id, 2 * WINDOW_MS, holder);
      // Servers of one provider may have joined different backplanes; a proof counts once for all.
      const added = await Promise.all(guards.map((each) => each.add(id, 2 * WINDOW_MS, holder)));
      return added.every((isNew) => isNew);
    } catch (cause) {
      throw new Refused("temporarily_unavailable", "The token cannot be checked now; try again", {
        detail: "The store of used DPoP proofs (the backplane, or dpop.replays) cannot be reached",
        retryAfter: 2,
        cause,
      });
    }
  }
}

/** Checks type, algorithm, key and signature of a proof. */
async function verify(
  proof: string,
  clock: Clock,
): Promise<{ payload: Record<string, unknown>; thumbprint: string }> {
  try {
    const { payload, protectedHeader } = await jwtVerify(proof, EmbeddedJWK, {
      typ: "dpop+jwt",
      algorithms: [...SIGNATURE_ALGORITHMS],
      // The age is checked with a window of its own, and no other claim of time counts.
      currentDate: new Date(clock.now()),
      requiredClaims: ["jti", "htm", "htu", "iat", "ath"],
    });
    const { jwk } = protectedHeader;
    if (!jwk || "d" in jwk || "k" in jwk) throw bad("The DPoP proof has no public key");
    return { payload, thumbprint: await calculateJwkThumbprint(jwk) };
  } catch (error) {
    if (error instanceof Refused) throw error;
    const isMissing = error instanceof errors.JWTClaimValidationFailed;
    throw bad(
      isMissing
        ? `The claim ${error.claim} of the DPoP proof is missing or wrong`
        : "The DPoP proof is no signed JWT of the type dpop+jwt with an embedded public key",
    );
  }
}

/** Compares without query and fragment (RFC 9449, 4.3), by the public URL or its origin and our path. */
function isFor(htu: unknown, url: string, resource: string): boolean {
  if (typeof htu !== "string" || !URL.canParse(htu)) return false;
  const proved = new URL(htu);
  if (proved.search !== "" || proved.hash !== "") return false;
  const { origin, pathname } = new URL(resource);
  const own = new URL(url).pathname;
  return proved.origin === origin && (proved.pathname === pathname || proved.pathname === own);
}

/** The keys that the instances of a server share, the newest first; those that are too short left out. */
function sharedKeys(): readonly string[] {
  const keys = readEnvironment()["MORTISE_STATE_KEYS"]?.split(",") ?? [];
  return keys.map((key) => key.trim()).filter((key) => key.length >= 32);
}

function bad(message: string): Refused {
  return new Refused("invalid_dpop_proof", message);
}

function invalid(message: string): MortiseError {
  return new MortiseError("INVALID_OPTION", message, { data: { option: "dpop" } });
}
