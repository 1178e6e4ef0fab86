import type { CacheHints, Revision, ServerCapabilities } from "@mortise/protocol";
import { REVISIONS } from "@mortise/protocol";
import type { Catalogue } from "../catalogue/catalogue.ts";
import type { ExtensionMethods } from "../core/server-core.ts";
import type { CachePolicy } from "../result/cache-policy.ts";
import { toCacheHints } from "../result/cache-policy.ts";
import type { Identity } from "../result/identity.ts";
import { writeResult } from "../result/identity.ts";
import { StoredResult } from "../result/stored-result.ts";

const DISCOVERY_CACHE: Required<CacheHints> = { ttlMs: 3_600_000, cacheScope: "public" };

/** The server state that discovery reports. */
export interface Discovered {
  readonly identity: Identity;
  readonly catalogue: Catalogue;
  readonly extensions: ExtensionMethods;
}

/** The description of a server: the same for every caller, hidden entries included. */
export class Discovery {
  readonly #server: Discovered;
  readonly #instructions: string | undefined;
  readonly #cache: Required<CacheHints>;
  #stored: StoredResult | undefined;

  constructor(server: Discovered, instructions: string | undefined, cache?: CachePolicy) {
    this.#server = server;
    this.#instructions = instructions;
    this.#cache = toCacheHints(cache, "cache of discover", DISCOVERY_CACHE);
  }

  /** Has it written anew, because something changed. */
  forget(): void {
    this.#stored = undefined;
  }

  /** The stored result of `server/discover`. */
  discover(): StoredResult {
    this.#stored ??= new StoredResult(
      writeResult(
        {
          supportedVersions: REVISIONS,
          capabilities: this.#capabilities(),
          ...(this.#instructions !== undefined && { instructions: this.#instructions }),
          ...this.#cache,
        },
        this.#server,
      ),
    );
    return this.#stored;
  }

  /**
   * The parts of an `initialize` result that the server decides. Changes reach a client in
   * a session only, so that none are declared without one.
   */
  initializeResult(hasSession: boolean, revision: Revision): object {
    return {
      capabilities: {
        ...this.#capabilities(hasSession),
        ...this.#server.extensions.capabilitiesOf(revision),
      },
      serverInfo: this.#server.identity.info,
      ...(this.#instructions !== undefined && { instructions: this.#instructions }),
    };
  }

  /** A kind is declared as soon as it has an entry, visible or hidden. */
  #capabilities(reportsChanges = true): ServerCapabilities {
    const { catalogue, extensions } = this.#server;
    const { declared } = extensions;
    const list = reportsChanges ? { listChanged: true } : {};
    return {
      logging: {},
      ...(catalogue.completes && { completions: {} }),
      ...(catalogue.offers("prompts") && { prompts: list }),
      ...(catalogue.offers("resources") && {
        resources: reportsChanges ? { subscribe: true, ...list } : {},
      }),
      ...(catalogue.offers("tools") && { tools: list }),
      ...(Object.keys(declared).length > 0 && { extensions: declared }),
    };
  }
}
