import type { AuthRequest } from "@mortise/protocol";
import { isModern, isRevision, MortiseError } from "@mortise/protocol";

/** The scopes of a server. */
export interface ScopeOptions {
  /** Scopes that every request needs, and that a 401 asks for. Default: none. */
  readonly scopes?: readonly string[] | undefined;
  /** All scopes that a client may ask for, published in the metadata. Default: `scopes`. */
  readonly scopesSupported?: readonly string[] | undefined;
  /** The scopes that a scope includes: `{ "orders:write": ["orders:read"] }`. */
  readonly scopeImplies?: Readonly<Record<string, readonly string[]>> | undefined;
  /**
   * The beginning of each scope in challenges and metadata, which tokens do not have: Microsoft Entra
   * writes `api://…/orders.read` in requests, and `orders.read` in tokens. Default: none.
   */
  readonly scopePrefix?: string | undefined;
}

/** The scopes of a server, compiled. */
export class ScopeRules {
  /** The scopes that every request needs. */
  readonly base: readonly string[];
  /** The scopes of the metadata, as clients ask for them. */
  readonly published: readonly string[];
  readonly #implies: Readonly<Record<string, readonly string[]>>;
  readonly #prefix: string;

  /** @throws MortiseError `INVALID_OPTION` */
  constructor({ scopes = [], scopesSupported = [], scopeImplies = {}, scopePrefix }: ScopeOptions) {
    const all = { scopes, scopesSupported };
    for (const [option, list] of Object.entries(all)) checkScopes(option, list);
    for (const [scope, list] of Object.entries(scopeImplies)) {
      checkScopes(`scopeImplies of ${JSON.stringify(scope)}`, list);
    }
    this.#prefix = scopePrefix ?? "";
    this.#implies = scopeImplies;
    this.base = scopes;
    this.published = [...new Set([...scopes, ...scopesSupported])].map((each) => this.#name(each));
  }

  /** Adds the scopes that `granted` include, over any number of steps (2026-07-28, Step-Up Flow). */
  include(granted: readonly string[]): readonly string[] {
    const held = new Set(granted);
    for (const scope of held) {
      if (!Object.hasOwn(this.#implies, scope)) continue;
      for (const implied of this.#implies[scope] ?? []) held.add(implied);
    }
    return [...held];
  }

  /** Returns whether every request's scopes are among `held`. */
  permits(held: readonly string[]): boolean {
    return this.base.every((scope) => held.includes(scope));
  }

  /** Writes the `scope` of a challenge that asks for `scopes`; `undefined` for none. */
  write(scopes: readonly string[]): string | undefined {
    const all = new Set([...this.base, ...scopes]);
    return all.size === 0 ? undefined : [...all].map((each) => this.#name(each)).join(" ");
  }

  #name(scope: string): string {
    return scope.startsWith(this.#prefix) ? scope : this.#prefix + scope;
  }
}

/**
 * Returns whether the client of a request is of a revision in which a challenge names all scopes that the
 * next token is to have; since 2026-07-28 clients add them to those that they have.
 */
export function replacesScopes({ header }: AuthRequest): boolean {
  const version = header("mcp-protocol-version");
  return version === undefined || (isRevision(version) && !isModern(version));
}

function checkScopes(option: string, scopes: unknown): void {
  const isList =
    Array.isArray(scopes) &&
    // RFC 6749, 3.3, scope-token.
    scopes.every((each) => typeof each === "string" && /^[\x21\x23-\x5b\x5d-\x7e]+$/.test(each));
  if (!isList) {
    throw invalid(
      option,
      `${option} must be a list of words without spaces, quotes or backslashes`,
    );
  }
  if (scopes.includes("offline_access")) {
    throw invalid(
      option,
      `${option} has offline_access, which is for clients to ask the authorization server for; leave it out (2026-07-28, Authorization, Refresh Tokens)`,
    );
  }
}

function invalid(option: string, message: string): MortiseError {
  return new MortiseError("INVALID_OPTION", message, { data: { option } });
}
