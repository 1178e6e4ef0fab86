import type { Clock, OptionNames, Random, ValueKind } from "@mortise/protocol";
import {
  checkOptions,
  checkValues,
  MortiseError,
  systemClock,
  systemRandom,
} from "@mortise/protocol";
import type { IdJagGrant, IdJagRequest } from "../id-jag/issue-id-jag.ts";
import type { TrustedIdp } from "../id-jag/trusted-issuer.ts";
import { checkTrustedIdps } from "../id-jag/trusted-issuer.ts";
import { checkUsers } from "../provider/check-users.ts";
import type { SigningAlgorithm } from "../provider/signing-key.ts";
import { SIGNING_ALGORITHMS } from "../provider/signing-key.ts";
import type { ProviderHabits, TestProfile } from "./test-profile.ts";
import { PROFILES } from "./test-profile.ts";

/** An MCP server that a test's tokens are for. */
export interface TestResource {
  /** The resource indicator (RFC 8707), as clients send it. */
  readonly resource: string;
  /** The scopes that it knows. Default: any that a request names. */
  readonly scopes?: readonly string[];
  /** The scopes of a request that names none. Default: all of `scopes`. */
  readonly defaultScopes?: readonly string[];
}

/** A user of a test. */
export interface TestUser {
  /** The subject of tokens. */
  readonly sub: string;
  /** Further claims, such as `email`. */
  readonly [claim: string]: unknown;
}

/** A request for authorization, as far as a test may decide about it. */
export interface TestDecision {
  /** The client that asks. */
  readonly clientId: string;
  /** The address that the answer goes to; `undefined` for a device. */
  readonly redirectUri: string | undefined;
  /** The resource that the tokens are for (RFC 8707); `undefined` if the request names none. */
  readonly resource: string | undefined;
  /** The scopes that are asked for, with spaces between them. */
  readonly scope: string | undefined;
  /** The user that is asked. */
  readonly sub: string;
}

/** A client that is registered from the start, in the words of client metadata (RFC 7591, 2). */
export interface TestClientMetadata {
  /** The id of the client. */
  readonly client_id: string;
  /** The secret of a confidential client. */
  readonly client_secret?: string;
  /** How the client authenticates at the token endpoint. Default `none`. */
  readonly token_endpoint_auth_method?:
    | "none"
    | "client_secret_basic"
    | "client_secret_post"
    | "private_key_jwt";
  /** The addresses that users are sent back to; empty for a client without users. */
  readonly redirect_uris?: readonly string[];
  /** The grants that it may use. Default `["authorization_code"]`. */
  readonly grant_types?: readonly string[];
  /** `["code"]`, which is the default, or empty for a client without users. */
  readonly response_types?: readonly "code"[];
  /** The public keys of `private_key_jwt` (RFC 7517, 5). */
  readonly jwks?: { readonly keys: readonly Readonly<Record<string, unknown>>[] };
  /** Further members, such as `client_name`, as the specifications name them. */
  readonly [member: string]: unknown;
}

/** How a test's authorization server behaves. */
export interface TestAuthOptions {
  /** The resources. Default: any `http` or `https` URL, with any scope. */
  readonly resources?: readonly (string | TestResource)[];
  /** The users; the first one signs in unless `login_hint` names another. Default `alice`. */
  readonly users?: readonly (string | TestUser)[];
  /** Clients that are registered from the start. */
  readonly clients?: readonly TestClientMetadata[];
  /** Whether clients may register themselves (RFC 7591). Default `true`. */
  readonly registration?: boolean;
  /** Approves a request or refuses it with `access_denied`. Default: approves. */
  readonly decide?: (request: TestDecision) => boolean;
  /** Seconds that an access token is valid. Default 300. */
  readonly accessTokenSeconds?: number;
  /** Milliseconds in which a used refresh token may be used again. Default 0. */
  readonly refreshGraceMs?: number;
  /** Whether proofs of possession need a nonce of this server. Default `false`. */
  readonly dpopNonce?: boolean;
  /** The signature algorithm. Default `ES256`. */
  readonly alg?: SigningAlgorithm;
  /**
   * Makes this an identity provider for Cross-App Access: decides which client gets an identity
   * assertion for which authorization server. Default: issues none.
   */
  readonly issuesIdJag?: (request: IdJagRequest) => IdJagGrant | undefined;
  /** The identity providers whose assertions are taken for access tokens. Default: none. */
  readonly trustedIdps?: readonly TrustedIdp[];
  /**
   * The identity provider whose habits the server takes on: the shape of tokens, missing metadata, a
   * `resource` that is ignored or refused. Its tokens are for `api://tools`, if for anything.
   */
  readonly profile?: TestProfile;
  /** Members of the metadata to replace, or to leave out with `undefined`. */
  readonly metadata?: Readonly<Record<string, unknown>>;
  /** The port. Default: any free one. */
  readonly port?: number;
  /** Gets the metadata documents of clients. Default: refuses addresses that are not public. */
  readonly fetch?: typeof fetch;
  /** Default: the platform's. */
  readonly clock?: Clock;
  /** Default: the platform's. */
  readonly random?: Random;
}

const OPTIONS: OptionNames<TestAuthOptions> = {
  resources: true,
  users: true,
  clients: true,
  registration: true,
  decide: true,
  accessTokenSeconds: true,
  refreshGraceMs: true,
  dpopNonce: true,
  alg: true,
  issuesIdJag: true,
  trustedIdps: true,
  profile: true,
  metadata: true,
  port: true,
  fetch: true,
  clock: true,
  random: true,
};

const KINDS: { readonly [Name in keyof TestAuthOptions]?: ValueKind } = {
  resources: "list",
  users: "list",
  clients: "list",
  registration: "boolean",
  decide: "function",
  accessTokenSeconds: "number",
  refreshGraceMs: "number",
  dpopNonce: "boolean",
  issuesIdJag: "function",
  metadata: "object",
  port: "port",
  fetch: "function",
  clock: "object",
  random: "object",
};

/** {@link TestAuthOptions} with their defaults. */
export interface TestAuthSettings
  extends Required<
    Omit<TestAuthOptions, "resources" | "users" | "fetch" | "issuesIdJag" | "profile">
  > {
  readonly issuesIdJag: TestAuthOptions["issuesIdJag"];
  readonly resources: readonly TestResource[];
  readonly users: readonly TestUser[];
  readonly fetch: typeof fetch | undefined;
  readonly habits: ProviderHabits | undefined;
}

/**
 * Checks the options and fills in the defaults.
 *
 * @throws MortiseError `INVALID_OPTION`.
 */
export function readTestAuthOptions(options: TestAuthOptions): TestAuthSettings {
  checkOptions("testAuth", options, OPTIONS);
  checkValues("testAuth", options, KINDS);
  const { resources = [], users = ["alice"], profile, ...rest } = options;
  const habits = readHabits(profile);
  checkUsers("testAuth", users);
  checkTrustedIdps(options.trustedIdps ?? []);
  checkAlgorithm(options.alg ?? "ES256");
  return {
    clients: [],
    registration: habits?.registers ?? true,
    decide: () => true,
    accessTokenSeconds: 300,
    refreshGraceMs: 0,
    dpopNonce: false,
    alg: "ES256",
    issuesIdJag: undefined,
    trustedIdps: [],
    metadata: {},
    port: 0,
    fetch: undefined,
    clock: systemClock,
    random: systemRandom,
    ...rest,
    habits,
    resources: resources.map((one) => (typeof one === "string" ? { resource: one } : one)),
    users: users.map((one) => (typeof one === "string" ? { sub: one } : one)),
  };
}

function checkAlgorithm(alg: unknown): void {
  if (SIGNING_ALGORITHMS.some((known) => known === alg)) return;
  throw new MortiseError(
    "INVALID_OPTION",
    `alg is one of ${SIGNING_ALGORITHMS.join(", ")}, but is ${JSON.stringify(alg)}`,
    { data: { option: "alg" } },
  );
}

function readHabits(profile: TestProfile | undefined): ProviderHabits | undefined {
  if (profile === undefined || Object.hasOwn(PROFILES, profile))
    return profile && PROFILES[profile];
  throw new MortiseError(
    "INVALID_OPTION",
    `profile is one of ${Object.keys(PROFILES).join(", ")}, but is ${JSON.stringify(profile)}`,
    { data: { option: "profile" } },
  );
}
