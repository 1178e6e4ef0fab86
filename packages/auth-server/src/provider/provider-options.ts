import type { Clock, Random } from "@mortise/protocol";
import type { AccountClaims, Client, ClientMetadata, KoaContextWithOIDC } from "oidc-provider";
import type { RecordStore } from "../record/record-store.ts";
import type { Sealer } from "../record/sealer.ts";
import type { RedirectPolicy } from "../registration/redirect-policy.ts";
import type { SigningKey } from "./signing-key.ts";

/** An API that tokens are for: an MCP server. */
export interface ResourceRules {
  /** Every scope that it knows. */
  readonly scopes: readonly string[];
  /** Asked for where a request names none. Default: all of `scopes`. */
  readonly defaultScopes?: readonly string[];
  /** The audience of its tokens. Default: the resource as the request names it. */
  readonly audience?: string;
  /** Whether access tokens are texts that only introspection explains. Default `false`: JWTs. */
  readonly isOpaque?: boolean;
  /** Seconds that an access token is valid for. */
  readonly accessTokenSeconds: number;
}

/** Seconds that the records of an authorization server live. */
interface Lifetimes {
  readonly session: number;
  readonly grant: number;
  readonly refreshToken: number;
  readonly interaction: number;
}

/** A code that was not redeemed, or a token that was not presented, soon after it was issued. */
export interface UnusedCredential {
  /** A code of OAuth 2.1, 4.1.2, or an access token. */
  readonly kind: "code" | "token";
  /** The client that it was issued to. */
  readonly clientId: string;
  /** The user that it stands for; `undefined` without one. */
  readonly subject: string | undefined;
  /** Milliseconds since 1970 at which it was issued. */
  readonly issuedAt: number;
  /** The address that a code was sent to. */
  readonly redirectUri?: string;
}

/** Something that the operator of an authorization server should know; never with a token. */
export interface ProviderEvent {
  /** How much it matters. */
  readonly level: "error" | "warning" | "info";
  /** A sentence for people. */
  readonly message: string;
  /** The credential that an event is about, when no use was made of it. */
  readonly unused?: UnusedCredential;
}

/** The parts of an authorization server that its products decide differently. */
export interface ProviderOptions {
  readonly issuer: string;
  readonly store: RecordStore;
  readonly sealer: Sealer;
  readonly clock: Clock;
  readonly random: Random;
  /** All are published; the first signs. */
  readonly keys: readonly [SigningKey, ...SigningKey[]];
  /** Returns the rules of a resource, as the request spells it; `undefined` for an unknown one. */
  readonly findResource: (resource: string, scope: string | undefined) => ResourceRules | undefined;
  /** The resource of a request that names none. */
  readonly defaultResource: () => string | undefined;
  /** Clients that are known from the start. */
  readonly clients: readonly ClientMetadata[];
  readonly redirects: RedirectPolicy;
  /** Whether clients may register (RFC 7591). */
  readonly acceptsRegistration: boolean;
  /** Whether a client gets tokens without a user; for clients that an operator has registered. */
  readonly acceptsClientCredentials: boolean;
  /** Decides about a client that is known by its metadata document. */
  readonly trustsClient: (client: Client) => boolean | Promise<boolean>;
  /** Returns what is known of a user; `undefined` for one that no longer exists. */
  readonly findClaims: (subject: string) => Promise<AccountClaims | undefined>;
  /** Whether proofs of possession need a nonce of this server (RFC 9449, 8). */
  readonly requiresDpopNonce: () => boolean;
  /** Whether a user consents each time, also to a client that was allowed before. */
  readonly asksAgain: (ctx: KoaContextWithOIDC) => boolean;
  /** Makes the secret of a browser's forms. */
  readonly formSecretOf: (ctx: KoaContextWithOIDC) => string;
  /** Changes the header and the claims of an access token before it is signed. */
  readonly adaptToken?: (parts: {
    header: Record<string, unknown>;
    payload: Record<string, unknown>;
  }) => void;
  /** Further members of the metadata (RFC 8414, 2). */
  readonly metadata: Readonly<Record<string, unknown>>;
  readonly lifetimes: Lifetimes;
  readonly refreshGraceMs: number;
  readonly clientTtlMs: number;
  /** Begins the name of each cookie; browsers share cookies among the ports of a host. */
  readonly cookiePrefix: string;
  /** Gets metadata documents and key sets of clients. Default: refuses addresses that are not public. */
  readonly fetch?: typeof fetch | undefined;
  readonly log: (event: ProviderEvent) => void;
}
