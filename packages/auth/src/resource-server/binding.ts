import type { VerifiedToken } from "../access-token/verified-token.ts";
import { Refused } from "../challenge/refused.ts";
import type { DpopMode } from "../dpop/proof-checker.ts";
import { quote } from "../error/quote.ts";
import type { Credentials } from "./credentials.ts";

/**
 * Returns the thumbprint of the key that a request must prove to have; `undefined` for a bearer token.
 *
 * A token that is bound to a key is never taken as a bearer token, whatever the mode is (RFC 9449, 7.2).
 *
 * @throws Refused
 */
export function thumbprintOf(
  { confirmation }: VerifiedToken,
  scheme: Credentials["scheme"],
  mode: DpopMode,
): string | undefined {
  if (!confirmation) {
    if (mode === "required") {
      throw invalid("A token that is bound to a key of the client (DPoP) is needed");
    }
    if (scheme === "dpop") throw invalid("The token is not bound to a key; send it as Bearer");
    return undefined;
  }
  const { jkt } = confirmation;
  if (typeof jkt !== "string") {
    throw invalid(
      "The token is bound to something other than a DPoP key, which cannot be checked",
      {
        detail: `A token with cnf ${quote(Object.keys(confirmation))} was refused; have the client ask for a token that is not bound, or for one that is bound by DPoP`,
      },
    );
  }
  if (mode === "off") {
    throw invalid("The token is bound to a key (cnf), and this server takes bearer tokens only", {
      detail:
        'A token that is bound to a key (cnf.jkt) was refused; set dpop: "optional", or have the client ask for an unbound token',
    });
  }
  if (scheme !== "dpop") {
    throw invalid(
      "The token is bound to a key (cnf); send it with the scheme DPoP and a proof, not as Bearer",
    );
  }
  return jkt;
}

function invalid(message: string, options?: ConstructorParameters<typeof Refused>[2]): Refused {
  return new Refused("invalid_token", message, options);
}
