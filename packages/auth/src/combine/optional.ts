import type { AuthGrant, AuthProvider, AuthRefusal, Principal } from "@mortise/protocol";
import { isAuthRefusal } from "@mortise/protocol";
import { checkProvider } from "./check-provider.ts";

/**
 * Lets in requests without credentials as an anonymous caller, and checks those that have some.
 *
 * A tool with `scopes` asks an anonymous caller to sign in (401), so that a server may be open for
 * reading and closed for the rest. Credentials that are refused stay refused.
 *
 * @throws MortiseError `INVALID_OPTION` for what is no provider.
 */
export function optional<Caller extends Principal>(
  provider: AuthProvider<Caller>,
): AuthProvider<Caller> {
  checkProvider("optional", provider);
  return {
    authenticate: async (request): Promise<AuthGrant<Caller> | AuthRefusal> => {
      const outcome = await provider.authenticate(request);
      return isAuthRefusal(outcome) && outcome.lacksCredentials === true
        ? { principal: undefined }
        : outcome;
    },
    ...(provider.challenge && {
      challenge: (denial, request) =>
        (provider.challenge as NonNullable<AuthProvider["challenge"]>).call(
          provider,
          denial,
          request,
        ),
    }),
    routes: (endpoint) => provider.routes?.(endpoint) ?? [],
    join: (backplane) => provider.join?.(backplane),
    check: async () => (await provider.check?.()) ?? [],
  };
}
