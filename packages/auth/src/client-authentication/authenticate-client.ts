import { MortiseError } from "@mortise/protocol";
import { modifyAssertion, PrivateKeyJwt } from "oauth4webapi";
import type { ClientIdentity } from "./client-identity.ts";

/** A request to an endpoint of an authorization server, before it is sent. */
export interface EndpointRequest {
  /** The issuer, which is the audience of an assertion (RFC 7523, 3). */
  readonly issuer: string;
  readonly headers: Headers;
  readonly body: URLSearchParams;
  /** Milliseconds since 1970, for the times of an assertion. */
  readonly now: number;
}

/** Seconds for which an assertion is valid. */
const ASSERTION_LIFE = 60;

/**
 * Adds the credentials of a client to a request, in exactly one way (RFC 6749, 2.3).
 *
 * A client without credentials sends its id (RFC 6749, 3.2.1).
 *
 * @throws MortiseError `INVALID_OPTION` when the method needs a secret or key that is not there.
 */
export async function authenticateClient(
  client: ClientIdentity,
  { issuer, headers, body, now }: EndpointRequest,
): Promise<void> {
  const { id, method, secret, key } = client;
  if (method === "private_key_jwt") {
    if (key === undefined) throw lacking(client, "key");
    const seconds = Math.floor(now / 1000);
    const sign = PrivateKeyJwt(
      { key: key.key, ...(key.keyId !== undefined && { kid: key.keyId }) },
      {
        [modifyAssertion]: (_header, payload) => {
          payload["iat"] = seconds;
          payload["nbf"] = seconds;
          payload["exp"] = seconds + ASSERTION_LIFE;
          payload["aud"] = issuer;
        },
      },
    );
    await sign({ issuer }, { client_id: id }, body, headers);
    return;
  }
  if (method === "none") {
    body.set("client_id", id);
    return;
  }
  if (secret === undefined) throw lacking(client, "secret");
  if (method === "client_secret_basic") {
    headers.set("authorization", `Basic ${btoa(`${encode(id)}:${encode(secret)}`)}`);
    return;
  }
  body.set("client_id", id);
  body.set("client_secret", secret);
}

/**
 * Encodes as forms are (RFC 6749, 2.3.1). `-`, `_`, `.` and `*` stay as they are: servers that forget to
 * decode then still understand usual ids.
 */
function encode(text: string): string {
  return new URLSearchParams({ "": text }).toString().slice(1);
}

function lacking({ id, method }: ClientIdentity, what: string): MortiseError {
  return new MortiseError(
    "INVALID_OPTION",
    `The client ${id} authenticates by ${method}, which needs its ${what}; give client.${what}`,
    { data: { option: "client" } },
  );
}
