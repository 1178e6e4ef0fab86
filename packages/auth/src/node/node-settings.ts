import type { Duration } from "@mortise/protocol";
import type { Fetch, FetchFor } from "../network/fetch.ts";
import type { TokenStore } from "../token-store/token-store.ts";
import type { GuardOptions } from "./network/guard-fetch.ts";
import { guardFetch } from "./network/guard-fetch.ts";
import { UserTokenStore } from "./token-store/user-token-store.ts";

/** How logins are kept and authorization servers reached on Node. */
export interface NodeSettings {
  /** Which addresses a server may lead to. Default `own`; see {@link GuardOptions}. */
  readonly network?: GuardOptions["network"];
  /** Hosts that may be led to whatever their address is. Default: none. */
  readonly allowHosts?: readonly string[];
  /** Certificates to trust beside those of Node, as PEM. Default: none. */
  readonly ca?: GuardOptions["ca"];
  /**
   * Sends the requests to authorization servers, such as through a proxy. Default: the fetch of the
   * connection, otherwise one that checks every address it connects to.
   */
  readonly fetch?: Fetch;
  /** The longest wait for one answer of an authorization server. Default 10 s. */
  readonly timeout?: Duration;
  /** Keeps logins. Default: encrypted files of the user, which processes share. */
  readonly store?: TokenStore;
  /** Receives problems that fail no request. Default: `process.emitWarning`. */
  readonly onWarning?: (message: string) => void;
}

/** The options of any way to sign in that {@link NodeSettings} stand for. */
export interface SettledNodeSettings {
  /** Keeps the logins. */
  readonly store: TokenStore;
  /** Gives the guarded fetch of a server. */
  readonly fetchFor: FetchFor;
  /** Receives sentences for the user. */
  readonly onWarning: (message: string) => void;
}

/**
 * Returns the options with which every way to sign in keeps its logins encrypted and follows servers with
 * care: `deviceCode({ ...nodeSettings(), onCode })`.
 *
 * @throws MortiseError `INVALID_OPTION`.
 */
export function nodeSettings(settings: NodeSettings = {}): SettledNodeSettings {
  const { network, allowHosts, ca, fetch, timeout } = settings;
  const { onWarning = (message: string) => process.emitWarning(message) } = settings;
  return {
    store: settings.store ?? new UserTokenStore({ onWarning }),
    fetchFor: guardFetch({
      ...(network !== undefined && { network }),
      ...(allowHosts !== undefined && { allowHosts }),
      ...(ca !== undefined && { ca }),
      ...(fetch !== undefined && { fetch }),
      ...(timeout !== undefined && { requestTimeout: timeout }),
    }),
    onWarning,
  };
}
