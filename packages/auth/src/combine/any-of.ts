import type {
  AuthDenial,
  AuthEndpoint,
  AuthGrant,
  AuthHeaders,
  AuthProvider,
  AuthRefusal,
  AuthRequest,
  AuthRoute,
  Backplane,
  Principal,
} from "@mortise/protocol";
import { isAuthRefusal, MortiseError } from "@mortise/protocol";
import { checkProvider } from "./check-provider.ts";

/** The order in which refusals count; by their use to the client. */
const WEIGHT: Readonly<Record<AuthRefusal["status"], number>> = { 503: 4, 403: 3, 400: 2, 401: 1 };

/**
 * Lets in a request that one of several providers lets in; the first one that does decides.
 *
 * If all refuse, a 503 counts before a 403, that before a 400, and that before a 401, which has the
 * challenges of all.
 *
 * @throws MortiseError `INVALID_OPTION` without providers, and for what is none.
 */
export function anyOf<Caller extends Principal>(
  ...providers: readonly AuthProvider<Caller>[]
): AuthProvider<Caller> {
  if (providers.length === 0) {
    throw new MortiseError("INVALID_OPTION", "anyOf takes one provider or more");
  }
  for (const each of providers) checkProvider("anyOf", each);
  return new AnyOf(providers);
}

class AnyOf<Caller extends Principal> implements AuthProvider<Caller> {
  readonly #providers: readonly AuthProvider<Caller>[];
  /** The provider that let a caller in. */
  readonly #admitters = new WeakMap<Principal, AuthProvider<Caller>>();

  constructor(providers: readonly AuthProvider<Caller>[]) {
    this.#providers = providers;
  }

  async authenticate(request: AuthRequest): Promise<AuthGrant<Caller> | AuthRefusal> {
    const refusals: AuthRefusal[] = [];
    for (const provider of this.#providers) {
      const outcome = await provider.authenticate(request);
      if (isAuthRefusal(outcome)) {
        refusals.push(outcome);
        continue;
      }
      if (outcome.principal) this.#admitters.set(outcome.principal, provider);
      return outcome;
    }
    return merge(refusals);
  }

  challenge(denial: AuthDenial, request: AuthRequest): AuthRefusal {
    const { principal } = denial;
    const admitter = principal && this.#admitters.get(principal);
    const provider = admitter ?? this.#providers.find((each) => each.challenge);
    const refusal = provider?.challenge?.(denial, request);
    const { method, target } = denial;
    return (
      refusal ?? { status: 403, message: `${method} of ${JSON.stringify(target)} is not permitted` }
    );
  }

  routes(endpoint: AuthEndpoint): readonly AuthRoute[] {
    const byPath = new Map<string, AuthRoute>();
    for (const route of this.#providers.flatMap((each) => each.routes?.(endpoint) ?? [])) {
      const earlier = byPath.get(route.path);
      byPath.set(route.path, earlier ? both(earlier, route) : route);
    }
    return [...byPath.values()];
  }

  join(backplane: Pick<Backplane, "values">): void {
    for (const each of this.#providers) each.join?.(backplane);
  }

  async check(): Promise<readonly string[]> {
    const found = await Promise.all(this.#providers.map((each) => each.check?.() ?? []));
    return [...new Set(found.flat())];
  }
}

/** Each scheme has one challenge, the first provider's, since clients read the first of a scheme. */
function merge(refusals: readonly AuthRefusal[]): AuthRefusal {
  const ranked = refusals.toSorted((a, b) => {
    const weight = WEIGHT[b.status] - WEIGHT[a.status];
    // Credentials that a provider knows and refuses say more than none.
    return weight !== 0
      ? weight
      : Number(a.lacksCredentials === true) - Number(b.lacksCredentials === true);
  });
  const [first] = ranked as [AuthRefusal, ...AuthRefusal[]];
  if (first.status !== 401) return first;
  const equal = ranked.filter(({ status }) => status === 401);
  const schemes = new Set<string>();
  const headers: AuthHeaders = equal
    .flatMap((refusal) => refusal.headers ?? [])
    .filter(([name, value]) => {
      const key = name.toLowerCase() === "www-authenticate" ? schemeOf(value) : name.toLowerCase();
      return !schemes.has(key) && schemes.add(key);
    });
  return {
    ...first,
    headers,
    lacksCredentials: equal.every(({ lacksCredentials }) => lacksCredentials === true),
  };
}

function schemeOf(challenge: string): string {
  return `scheme ${challenge.split(" ", 1)[0]?.toLowerCase()}`;
}

/** Answers with the metadata of both: lists are joined, and other members are the first one's. */
function both(first: AuthRoute, second: AuthRoute): AuthRoute {
  return {
    ...first,
    handle: async (request) => {
      const response = await first.handle(request.clone());
      const [one, other] = [
        await readObject(response),
        await readObject(await second.handle(request)),
      ];
      if (!one || !other) return first.handle(request);
      const joined = Object.fromEntries(
        Object.entries({ ...other, ...one }).map(([name, value]) => {
          const more = other[name];
          const areLists = Array.isArray(value) && Array.isArray(more);
          return [name, areLists ? [...new Set([...value, ...more])] : value];
        }),
      );
      return Response.json(joined, { status: response.status, headers: response.headers });
    },
  };
}

async function readObject(response: Response): Promise<Record<string, unknown> | undefined> {
  const value: unknown = await response.json().catch(() => undefined);
  return typeof value === "object" && value !== null ? { ...value } : undefined;
}
