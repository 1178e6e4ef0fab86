import type {
  AuthProvider,
  Backplane,
  Clock,
  Random,
  Revision,
  Telemetry,
} from "@mortise/protocol";
import { MortiseError, parseDuration, systemClock, systemRandom } from "@mortise/protocol";
import { createMemoryBackplane } from "./backplane/memory-backplane.ts";
import { Catalogue } from "./catalogue/catalogue.ts";
import { checkTaskTools } from "./catalogue/check-task-tools.ts";
import { Cluster } from "./cluster/cluster.ts";
import type { ServerCore } from "./core/server-core.ts";
import { Discovery } from "./dispatch/discover.ts";
import type { ExtensionHost, ServerExtension } from "./extension/extension.ts";
import { ExtensionRegistry } from "./extension/extension-registry.ts";
import type { Mask, ServerLog } from "./log/mask.ts";
import { createMask } from "./log/mask.ts";
import { createServerLog } from "./log/server-log.ts";
import type { Middleware } from "./middleware/middleware.ts";
import { Pipeline } from "./middleware/pipeline.ts";
import { Identity } from "./result/identity.ts";
import type { StoredResult } from "./result/stored-result.ts";
import type { ServerOptions } from "./server-options.ts";
import { checkServerOptions } from "./server-options.ts";
import { EPHEMERAL_KEY_WARNING, StateSealer } from "./state/state-sealer.ts";
import { Subscriptions } from "./subscription/subscriptions.ts";
import { isProtocolMethod } from "./versioning/method.ts";

/** Puts the parts of a server together, and holds what their requests share. */
export class ServerEngine implements ServerCore {
  readonly identity: Identity;
  readonly catalogue: Catalogue;
  readonly subscriptions: Subscriptions;
  readonly timeout: number;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: ServerLog;
  readonly mask: Mask;
  readonly sealer: StateSealer;
  readonly auth: AuthProvider | undefined;
  readonly telemetry: Telemetry | undefined;
  readonly extensions: ExtensionRegistry = new ExtensionRegistry();
  readonly #discovery: Discovery;
  readonly #endpoints = new Set<() => Promise<void> | void>();
  readonly #extended: ServerExtension[] = [];
  readonly #transports = new Set<string>();
  readonly #installed: (() => Promise<void> | void)[] = [];
  #pipeline: Pipeline | undefined;
  #backplane: Backplane | undefined;
  #cluster: Cluster | undefined;
  #host: Pick<ServerCore, "backplane"> | undefined;

  /** @throws MortiseError `INVALID_OPTION` naming the option that is wrong. */
  constructor(options: ServerOptions) {
    checkServerOptions(options);
    const { name, version, title, description, websiteUrl, icons } = options;
    this.identity = new Identity({
      name,
      version,
      ...(title !== undefined && { title }),
      ...(description !== undefined && { description }),
      ...(websiteUrl !== undefined && { websiteUrl }),
      ...(icons && { icons }),
    });
    this.subscriptions = new Subscriptions(options.maxSubscriptions);
    this.telemetry = options.telemetry;
    this.auth = options.auth;
    this.timeout = parseDuration(options.timeout ?? "60s", "timeout");
    this.clock = options.clock ?? systemClock;
    this.random = options.random ?? systemRandom;
    this.log = createServerLog(options.log);
    this.mask = createMask(this.log, this.random);
    const warn = (message: string): void => this.log({ level: "warning", message });
    this.sealer = new StateSealer(options.state ?? {}, {
      clock: this.clock,
      random: this.random,
      warn,
      values: () => this.backplane.values,
    });
    this.catalogue = new Catalogue({
      pageSize: readPageSize(options.pageSize),
      cache: options.cache ?? {},
      identity: this.identity,
      answering: this,
      log: this.log,
      clock: this.clock,
    });
    this.#discovery = new Discovery(this, options.instructions, options.cache?.discover);
    this.catalogue.watch((change) => {
      if (!("list" in change)) {
        this.subscriptions.resourceUpdated(change.uri);
        return;
      }
      this.#discovery.forget();
      this.subscriptions.listChanged(change.list);
    });
  }

  get pipeline(): Pipeline | undefined {
    return this.#pipeline;
  }

  get backplane(): Backplane {
    this.#backplane ??= this.#host?.backplane ?? createMemoryBackplane({ clock: this.clock });
    return this.#backplane;
  }

  get hasBackplane(): boolean {
    return this.#backplane !== undefined;
  }

  get cluster(): Cluster {
    this.#cluster ??= new Cluster(this.backplane, { log: this.log, random: this.random });
    return this.#cluster;
  }

  /** Adds middleware inside that which is there, for one method or for all. */
  use(method: string | undefined, middleware: Middleware): void {
    this.#pipeline ??= new Pipeline();
    this.#pipeline.add(method, middleware);
  }

  /** Adds an extension, which gets `host` for the resources and notifications of its own. */
  extend(extension: ServerExtension, host: ExtensionHost): void {
    this.extensions.add(extension, isProtocolMethod);
    this.#discovery.forget();
    const uninstall = extension.install?.(host);
    if (uninstall) this.#installed.push(uninstall);
    this.#extended.push(extension);
    for (const transport of this.#transports) extension.served?.(transport);
    if (extension.middleware) {
      this.#pipeline ??= new Pipeline();
      this.#pipeline.addInner(extension.id, extension.middleware);
    }
  }

  /** Shares the backplane of the first server that this one is mounted in, until it joins its own. */
  mountedIn(host: Pick<ServerCore, "backplane">): void {
    this.#host ??= host;
  }

  /** @throws MortiseError `INVALID_OPTION` when there is a backplane already. */
  join(backplane: Backplane): void {
    if (this.#backplane) {
      throw new MortiseError(
        "INVALID_OPTION",
        "join must come before the server is served, and once: it has a backplane already",
      );
    }
    this.#backplane = backplane;
    if (!backplane.isShared) return;
    this.auth?.join?.(backplane);
    if (this.sealer.hasEphemeralKey) {
      this.log({ level: "warning", message: EPHEMERAL_KEY_WARNING });
    }
    this.subscriptions.join(this.cluster);
  }

  discover(): StoredResult {
    return this.#discovery.discover();
  }

  initializeResult(hasSession: boolean, revision: Revision): object {
    return this.#discovery.initializeResult(hasSession, revision);
  }

  served(transport: string): void {
    if (this.#transports.has(transport)) return;
    if (this.#transports.size === 0) checkTaskTools(this);
    this.#transports.add(transport);
    for (const extension of this.#extended) extension.served?.(transport);
  }

  onClose(close: () => Promise<void> | void): () => void {
    this.#endpoints.add(close);
    return () => this.#endpoints.delete(close);
  }

  /** Ends subscriptions, then endpoints and extensions, then the connection to other instances. */
  async close(): Promise<void> {
    this.subscriptions.close();
    const endpoints = await closeAll([...this.#endpoints]);
    const extensions = await closeAll(this.#installed.splice(0));
    await this.#cluster?.close();
    for (const result of [...endpoints, ...extensions]) {
      if (result.status === "rejected") throw result.reason;
    }
  }
}

function closeAll(
  closers: readonly (() => Promise<void> | void)[],
): Promise<readonly PromiseSettledResult<void>[]> {
  return Promise.allSettled(closers.map(async (close) => close()));
}

function readPageSize(pageSize = 1000): number {
  if (Number.isInteger(pageSize) && pageSize > 0) return pageSize;
  throw new MortiseError("INVALID_OPTION", `pageSize must be 1 or more, not ${pageSize}`);
}
