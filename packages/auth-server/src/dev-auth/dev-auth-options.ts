import type { OptionNames, Random } from "@mortise/protocol";
import {
  checkOptions,
  checkValues,
  MortiseError,
  readEnvironment,
  systemRandom,
} from "@mortise/protocol";
import { checkUsers } from "../provider/check-users.ts";
import { isLoopback } from "../upstream/oauth-upstream.ts";

/** A user that a developer can be. */
export interface DevUser {
  /** The subject of tokens. */
  readonly sub: string;
  /** Further claims, such as `name` and `email`. */
  readonly [claim: string]: unknown;
}

/** How a developer's authorization server behaves. */
export interface DevAuthOptions {
  /** The users to pick from. Default: `alice` and `bob`. */
  readonly users?: readonly (string | DevUser)[];
  /** The scopes that tools ask for. Default: any that a request names. */
  readonly scopes?: readonly string[];
  /**
   * The URL of the MCP endpoint, with a loopback host. Default: the loopback address that a request names.
   */
  readonly resource?: string;
  /** The port of the authorization server. Default: any free one. */
  readonly port?: number;
  /** Receives the line that says where the authorization server is. Default: standard error. */
  readonly log?: (line: string) => void;
  /** Default: the platform's. */
  readonly random?: Random;
}

const OPTIONS: OptionNames<DevAuthOptions> = {
  users: true,
  scopes: true,
  resource: true,
  port: true,
  log: true,
  random: true,
};

/** {@link DevAuthOptions} with their defaults. */
export interface DevAuthSettings
  extends Required<Omit<DevAuthOptions, "users" | "resource" | "scopes">> {
  readonly users: readonly [DevUser, ...DevUser[]];
  readonly resource: string | undefined;
  readonly scopes: readonly string[] | undefined;
}

/**
 * Checks the options and fills in the defaults.
 *
 * @throws MortiseError `INVALID_OPTION` with `NODE_ENV=production`, for a `resource` that is not of this
 * computer, for no users, and for an
 * option of another kind than it takes.
 */
export function readDevAuthOptions(options: DevAuthOptions): DevAuthSettings {
  checkOptions("devAuth", options, OPTIONS);
  checkValues("devAuth", options, {
    users: "list",
    scopes: "texts",
    port: "port",
    log: "function",
    random: "object",
  });
  const { users = ["alice", "bob"], resource, scopes, port = 0, random = systemRandom } = options;
  if (readEnvironment()["NODE_ENV"] === "production") {
    throw new MortiseError(
      "INVALID_OPTION",
      "devAuth signs users in without a password, so it does not start with NODE_ENV=production; use bearerAuth({ issuer }) with your identity provider, or bridge({ upstream })",
    );
  }
  if (resource !== undefined && !isLoopback(resource)) {
    throw new MortiseError(
      "INVALID_OPTION",
      `devAuth protects servers on this computer alone, such as http://127.0.0.1:3000/mcp; resource is ${JSON.stringify(resource)}`,
      { data: { option: "resource" } },
    );
  }
  checkUsers("devAuth", users);
  const [first, ...more] = users.map((user) => (typeof user === "string" ? { sub: user } : user));
  if (first === undefined) {
    throw new MortiseError("INVALID_OPTION", "devAuth needs a user to pick", {
      data: { option: "users" },
    });
  }
  return {
    users: [first, ...more],
    resource,
    scopes,
    port,
    random,
    log: options.log ?? ((line) => void process.stderr.write(`[mortise] ${line}\n`)),
  };
}
