import type { LookupAddress } from "node:dns";
import { isLoopbackHost } from "@mortise/protocol";
import { AuthError } from "../../error/auth-error.ts";
import type { AddressClass } from "./address-class.ts";
import { classifyAddress, literalAddress } from "./address-class.ts";

/** Resolves a name to all of its addresses. */
export type Resolve = (hostname: string) => Promise<readonly LookupAddress[]>;

/** The settings of a {@link NetworkPolicy}. */
export interface NetworkPolicyOptions {
  /** `public-only`: public addresses alone, whatever the server's own address is. */
  readonly network: "own" | "public-only";
  /** Hosts that may have any address. */
  readonly allowHosts: readonly string[];
  readonly resolve: Resolve;
}

const HTTPS_HINT = "the server has to publish https URLs without credentials";

/**
 * The addresses that one server may lead to: public ones, and those of its own kind if it is in a
 * private network or on this machine. No server leads to link-local addresses, where the metadata
 * of cloud machines is, nor to reserved ones.
 *
 * The server's own kind is found once, so that a name that changes its address later gains nothing.
 */
export class NetworkPolicy {
  readonly #server: URL;
  readonly #options: NetworkPolicyOptions;
  #ownClass: Promise<AddressClass> | undefined;

  constructor(server: URL, options: NetworkPolicyOptions) {
    this.#server = server;
    this.#options = options;
  }

  /**
   * Checks a URL before anything is resolved or sent.
   *
   * @throws AuthError `insecure_url` unless it is https, or http of a loopback host or of the server's
   * own origin, without a user and password; `blocked_address` for an address that is not allowed.
   */
  async checkUrl(url: URL): Promise<void> {
    checkCredentials(url);
    const isPlain =
      url.protocol === "http:" && (isLoopbackHost(url.hostname) || this.#isOwnOrigin(url));
    if (url.protocol !== "https:" && !isPlain) {
      throw new AuthError("insecure_url", `${show(url)} is not https`, { hint: HTTPS_HINT });
    }
    const address = literalAddress(url);
    if (address !== undefined) await this.checkAddresses(url, [address]);
    // Resolvers are to answer names under localhost with this machine (RFC 6761, 6.3).
    else if (isLoopbackHost(url.hostname)) await this.checkAddresses(url, ["127.0.0.1"]);
  }

  /**
   * Checks the addresses that the host of a URL has.
   *
   * @throws AuthError `blocked_address` when one of them is not allowed.
   */
  async checkAddresses(url: URL, addresses: readonly string[]): Promise<void> {
    if (this.#options.allowHosts.includes(url.hostname)) return;
    for (const address of addresses) {
      const kind = classifyAddress(address);
      if (kind === "public" || (await this.#isOwn(url, kind))) continue;
      throw new AuthError(
        "blocked_address",
        `${this.#server.host} leads to ${show(url)}, whose address ${address} is ${kind}`,
        {
          hint: `add ${JSON.stringify(url.hostname)} to \`allowHosts\` if that is meant to be`,
        },
      );
    }
  }

  async #isOwn(url: URL, kind: AddressClass): Promise<boolean> {
    if (this.#options.network === "public-only") return false;
    // The user wrote the address itself; a name could point elsewhere by now.
    if (url.hostname === this.#server.hostname && literalAddress(url) !== undefined) return true;
    if (kind !== "private" && kind !== "loopback") return false;
    this.#ownClass ??= this.#findOwnClass();
    return (await this.#ownClass) === kind;
  }

  async #findOwnClass(): Promise<AddressClass> {
    const literal = literalAddress(this.#server);
    if (literal !== undefined) return classifyAddress(literal);
    if (isLoopbackHost(this.#server.hostname)) return "loopback";
    const found = await this.#options.resolve(this.#server.hostname).catch(() => []);
    const kinds = new Set(found.map(({ address }) => classifyAddress(address)));
    const [kind = "public", ...more] = kinds;
    // A public name may add a private address to its own, and would be private by it.
    return more.length === 0 ? kind : "public";
  }

  #isOwnOrigin({ origin }: URL): boolean {
    return origin === this.#server.origin;
  }
}

/**
 * Refuses a URL that carries a user or a password.
 *
 * @throws AuthError `insecure_url`.
 */
export function checkCredentials(url: URL): void {
  if (url.username === "" && url.password === "") return;
  throw new AuthError("insecure_url", `${show(url)} carries a user or a password`, {
    hint: HTTPS_HINT,
  });
}

/** A URL for messages, without what may be a secret. */
function show({ protocol, host, pathname }: URL): string {
  return `${protocol}//${host}${pathname}`;
}
