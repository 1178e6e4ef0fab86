import type { OptionNames } from "@mortise/protocol";
import { checkOptions, MortiseError } from "@mortise/protocol";
import { AssertionGrant } from "./grant/assertion.ts";
import type { ClientOptions } from "./registration/client-options.ts";
import { checkClient } from "./registration/client-options.ts";
import { ClientRegistry } from "./registration/client-registry.ts";
import type { OAuthClient } from "./session/client-session.ts";
import { ClientSession } from "./session/client-session.ts";
import type { SessionOptions } from "./session/session-options.ts";
import { SESSION_OPTIONS, toSessionBase, toSessionSettings } from "./session/session-options.ts";

/** Settings of {@link workloadIdentity}. */
export interface WorkloadIdentityOptions extends SessionOptions {
  /** Gives the JWT that the platform issues to the program now, such as the text of a projected file. */
  readonly assertion: () => string | Promise<string>;
  /** A client to authenticate as. Default: the assertion alone identifies the caller. */
  readonly client?: ClientOptions;
}

const NAMES: OptionNames<WorkloadIdentityOptions> = {
  ...SESSION_OPTIONS,
  assertion: true,
  client: true,
};

/**
 * Authorizes a program by the identity that its platform gives it, without a secret of its own (RFC 7523;
 * preview: the extension is a draft, SEP-1933).
 *
 * @throws MortiseError `INVALID_OPTION`. Requests fail with AuthError.
 */
export function workloadIdentity(options: WorkloadIdentityOptions): OAuthClient {
  checkOptions("workloadIdentity", options, NAMES);
  const { assertion, client } = options;
  if (typeof assertion !== "function") {
    throw new MortiseError("INVALID_OPTION", "workloadIdentity needs assertion, a function", {
      data: { option: "assertion" },
    });
  }
  if (client !== undefined) checkClient(client);
  const base = toSessionBase(options, "workload_identity", client?.id);
  const settings = { client, clientMetadata: {}, grantTypes: [] };
  const registry =
    client === undefined ? undefined : new ClientRegistry(settings, base.store, base.owner);
  const grant = new AssertionGrant(
    {
      kind: "workload_identity",
      registry,
      assertion: async () => ({ jwt: (await assertion()).trim() }),
    },
    client?.issuer,
  );
  return new ClientSession(toSessionSettings(options, base, grant));
}
