import { isSecureUrl, pause, subjectId } from "@mortise/protocol";
import type { ClientIdentity } from "../client-authentication/client-identity.ts";
import { AuthError } from "../error/auth-error.ts";
import { parseUrl } from "../network/web-url.ts";
import type { ClientRegistry } from "../registration/client-registry.ts";
import type { GrantRecord, RecordedClient } from "../token-store/record.ts";
import type { Grant, GrantContext } from "./grant.ts";
import { requireEndpoint, resourceOf, scopeOf, toGrantRecord, tokenEndpointOf } from "./grant.ts";
import { isTokenError, requestTokens, sendForm } from "./token-endpoint.ts";
import { TokenRequestError } from "./token-request-error.ts";
import type { TokenResponse } from "./token-response.ts";
import { readErrorCode } from "./token-response.ts";

/** A code to type in on another device (RFC 8628, 3.2). */
export interface DeviceCode {
  /** The code to type in. */
  readonly userCode: string;
  /** The page to type it into. */
  readonly url: string;
  /** The page with the code in it, such as for a QR code; absent if the server has none. */
  readonly completeUrl?: string;
  /** Milliseconds since 1970 after which the code is of no use. */
  readonly expiresAt: number;
  /** The scopes that the login of the user lacks; absent for a login that is no step-up. */
  readonly needed?: readonly string[];
}

/** How the code reaches the user. */
export interface DeviceCodeSettings {
  readonly registry: ClientRegistry;
  readonly onCode: (code: DeviceCode) => void | Promise<void>;
}

const DEVICE_CODE = "urn:ietf:params:oauth:grant-type:device_code";
/** Milliseconds between two questions, and what `slow_down` adds (RFC 8628, 3.5). */
const INTERVAL = 5000;
/** The longest life of a code, in seconds, for servers that state none or an absurd one. */
const MAX_LIFE = 1800;

/** Gets tokens for a user on another device (RFC 8628). */
export class DeviceCodeGrant implements Grant {
  readonly kind = "device_code";
  readonly isInteractive = true;
  readonly issuer: string | undefined;
  readonly #settings: DeviceCodeSettings;

  constructor(settings: DeviceCodeSettings, issuer: string | undefined) {
    this.#settings = settings;
    this.issuer = issuer;
  }

  /**
   * Shows a code and waits until the user has typed it in.
   *
   * @throws AuthError `login_timeout` when the code expires, `login_failed` when the user refuses.
   */
  async obtain(context: GrantContext): Promise<GrantRecord> {
    const { registry } = this.#settings;
    const { discovered, access, scopes } = context;
    const { metadata, issuer } = discovered;
    // Before a client is registered for a grant that the server does not have.
    deviceEndpointOf(context);
    for (let attempt = 1; ; attempt += 1) {
      const client = await registry.resolve({ metadata }, access.network);
      try {
        const tokens = await this.#ask(context, client);
        const id =
          tokens.subject === undefined ? access.random.uuid() : subjectId(issuer, tokens.subject);
        return toGrantRecord(context, {
          kind: this.kind,
          client,
          tokens,
          requestedScopes: scopes,
          id,
        });
      } catch (error) {
        const canRenew = attempt === 1 && client.source === "registered";
        if (!canRenew || !isTokenError(error, "invalid_client")) throw error;
        await this.forget(metadata.issuer, client);
      }
    }
  }

  restore(client: RecordedClient): ClientIdentity {
    return this.#settings.registry.restore(client);
  }

  async forget(issuer: string, client: RecordedClient): Promise<void> {
    if (client.source === "registered") await this.#settings.registry.drop(issuer, client.id);
  }

  async #ask(context: GrantContext, client: ClientIdentity): Promise<TokenResponse> {
    const { access, needed } = context;
    const { clock, signal } = access.network;
    const { deviceCode, shown, interval } = await requestDeviceCode(context, client);
    await this.#settings.onCode({ ...shown, ...(needed !== undefined && { needed }) });
    let wait = interval;
    for (;;) {
      if (clock.now() + wait > shown.expiresAt) throw timedOut();
      await pause(wait, { clock, signal });
      signal?.throwIfAborted();
      const answer = await poll(context, client, deviceCode);
      if (answer === "slow_down") wait += INTERVAL;
      else if (answer !== "pending") return answer;
    }
  }
}

async function poll(
  context: GrantContext,
  client: ClientIdentity,
  deviceCode: string,
): Promise<TokenResponse | "pending" | "slow_down"> {
  const { discovered, access } = context;
  try {
    return await requestTokens(
      {
        issuer: discovered.metadata.issuer,
        endpoint: tokenEndpointOf(discovered),
        client,
        grantType: DEVICE_CODE,
        parameters: { device_code: deviceCode, resource: resourceOf(context) },
      },
      access,
    );
  } catch (error) {
    if (isTokenError(error, "authorization_pending")) return "pending";
    if (isTokenError(error, "slow_down")) return "slow_down";
    if (isTokenError(error, "expired_token")) throw timedOut();
    if (isTokenError(error, "access_denied")) {
      throw new AuthError("login_failed", "The user refused the login", {
        hint: "sign in again and allow the access",
      });
    }
    // RFC 8628, 3.5: a lost answer is asked for again, more slowly.
    if (AuthError.is(error) && error.data.code === "unreachable") return "slow_down";
    throw error;
  }
}

interface RequestedCode {
  readonly deviceCode: string;
  readonly shown: DeviceCode;
  readonly interval: number;
}

async function requestDeviceCode(
  context: GrantContext,
  client: ClientIdentity,
): Promise<RequestedCode> {
  const { discovered, access, scopes } = context;
  const { metadata } = discovered;
  const { issuer } = metadata;
  const endpoint = deviceEndpointOf(context);
  const scope = scopeOf(scopes);
  const resource = resourceOf(context);
  const body = new URLSearchParams({
    ...(scope !== undefined && { scope }),
    ...(resource !== undefined && { resource }),
  });
  const answer = await sendForm({ issuer, endpoint, client, body }, access);
  const error = readErrorCode(answer.body?.["error"]);
  const { device_code: deviceCode, user_code: userCode, interval } = answer.body ?? {};
  if (error !== undefined || typeof deviceCode !== "string" || !isTypeable(userCode)) {
    throw new TokenRequestError(
      `${endpoint} answered ${answer.status} ${error ?? "without a code"}`,
      {
        hint: "allow the device grant for the client at the authorization server",
        status: answer.status,
        error,
      },
    );
  }
  const {
    verification_uri: page,
    verification_uri_complete: complete,
    expires_in: life,
  } = answer.body ?? {};
  const completeUrl = toPage(complete);
  const seconds = typeof life === "number" && life > 0 ? Math.min(life, MAX_LIFE) : MAX_LIFE;
  const url = toPage(page);
  if (url === undefined) {
    throw new AuthError("insecure_url", `${endpoint} names a page that is no https URL`, {
      hint: "have the authorization server name an https URL as verification_uri",
    });
  }
  return {
    deviceCode,
    shown: {
      userCode,
      url,
      ...(completeUrl !== undefined && { completeUrl }),
      expiresAt: access.network.clock.now() + seconds * 1000,
    },
    interval:
      typeof interval === "number" && interval > 0 ? Math.min(interval, 60) * 1000 : INTERVAL,
  };
}

/** A code that is shown on a terminal must not move its cursor (RFC 8628, 6.1). */
function isTypeable(code: unknown): code is string {
  return typeof code === "string" && /^[\p{L}\p{N}\p{P}\p{S} ]{1,64}$/u.test(code);
}

function deviceEndpointOf({ discovered: { metadata } }: GrantContext): string {
  return requireEndpoint(
    metadata.issuer,
    "device_authorization_endpoint",
    metadata.device_authorization_endpoint,
  );
}

function toPage(text: unknown): string | undefined {
  const url = parseUrl(text);
  return url !== undefined && isSecureUrl(url) ? url.href : undefined;
}

function timedOut(): AuthError {
  return new AuthError("login_timeout", "The code expired before it was typed in", {
    hint: "begin the login again",
  });
}
