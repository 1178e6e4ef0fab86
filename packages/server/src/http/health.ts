import type { Clock, OptionNames } from "@mortise/protocol";
import { checkOptions, MortiseError } from "@mortise/protocol";
import type { ServerCore } from "../core/server-core.ts";

/** The paths that report health; `false` turns one off. */
export interface HealthOptions {
  /** Answers 200 `ok` while the process answers at all. Default `/healthz`. */
  readonly live?: string | false;
  /**
   * Answers 200 `ready` while the server takes requests, and otherwise 503 with one word:
   * `closing`, or `backplane` if the backplane cannot be reached. Default `/readyz`.
   */
  readonly ready?: string | false;
}

const OPTIONS: OptionNames<HealthOptions> = { live: true, ready: true };
const DEFAULTS = { live: "/healthz", ready: "/readyz" } as const;
/** A probe reports the backplane as unreachable after this time. */
const PROBE_TIMEOUT_MS = 2_000;
/** Probes within this time share one look at the backplane. */
const PROBE_VALID_MS = 1_000;
const PROBE_KEY = "readiness";

/** A state that keeps a server from taking requests. */
type Obstacle = "closing" | "backplane";

/** Reports over HTTP whether a server runs and takes requests; needs no credentials. */
export class Health {
  readonly #core: ServerCore;
  readonly #clock: Clock;
  readonly #isClosing: () => boolean;
  readonly #paths: ReadonlyMap<string, () => Promise<Response>>;
  #probe: Promise<Obstacle | undefined> | undefined;
  #probedAt = 0;

  /**
   * `true` reports on the default paths, `false` on none; `isClosing` says whether the endpoint
   * refuses new requests.
   */
  constructor(core: ServerCore, health: boolean | HealthOptions, isClosing: () => boolean) {
    this.#core = core;
    this.#clock = core.clock;
    this.#isClosing = isClosing;
    if (typeof health === "object") checkOptions("health", health, OPTIONS);
    const { live, ready } = toPaths(health);
    const paths = new Map<string, () => Promise<Response>>();
    if (live !== false) paths.set(live, () => Promise.resolve(say(200, "ok")));
    if (ready !== false) paths.set(ready, () => this.#reportReadiness());
    this.#paths = paths;
  }

  /** Returns the answer to requests at a path; `undefined` if it reports no health. */
  find(pathname: string): ((request: Request) => Promise<Response>) | undefined {
    const report = this.#paths.get(pathname);
    return report && ((request) => answer(request, report));
  }

  async #reportReadiness(): Promise<Response> {
    const obstacle = this.#isClosing() ? "closing" : await this.#findObstacle();
    return obstacle === undefined ? say(200, "ready") : say(503, obstacle);
  }

  /** Looks at the backplane at most once a second, however many probes come. */
  #findObstacle(): Promise<Obstacle | undefined> {
    if (!this.#core.backplane.isShared) return Promise.resolve(undefined);
    const now = this.#clock.monotonic();
    if (this.#probe === undefined || now - this.#probedAt >= PROBE_VALID_MS) {
      this.#probedAt = now;
      this.#probe = this.#probeBackplane();
    }
    return this.#probe;
  }

  async #probeBackplane(): Promise<Obstacle | undefined> {
    const { backplane, cluster } = this.#core;
    const { promise: late, reject } = Promise.withResolvers<never>();
    const cancel = this.#clock.schedule(PROBE_TIMEOUT_MS, () => {
      const message = `The backplane did not answer a readiness probe within ${PROBE_TIMEOUT_MS} ms`;
      reject(new MortiseError("CONNECTION_FAILED", message));
    });
    try {
      await cluster.outage.watch(Promise.race([backplane.values.get(PROBE_KEY), late]));
      return undefined;
    } catch (error) {
      cluster.outage.report("A readiness probe failed", error);
      return "backplane";
    } finally {
      cancel();
    }
  }
}

function toPaths(health: boolean | HealthOptions): Required<HealthOptions> {
  if (health === false) return { live: false, ready: false };
  const paths = { ...DEFAULTS, ...(health === true ? {} : health) };
  for (const path of [paths.live, paths.ready]) checkPath(path);
  return paths;
}

/** Throws MortiseError `INVALID_OPTION` for a path that does not begin with `/`. */
export function checkPath(path: string | false | undefined): void {
  if (path === undefined || path === false || path.startsWith("/")) return;
  throw new MortiseError("INVALID_OPTION", `The path ${JSON.stringify(path)} must begin with /`);
}

async function answer(request: Request, report: () => Promise<Response>): Promise<Response> {
  const { method } = request;
  if (method === "GET") return report();
  if (method !== "HEAD")
    return new Response(null, { status: 405, headers: { allow: "GET, HEAD" } });
  const { status, headers } = await report();
  return new Response(null, { status, headers });
}

function say(status: number, word: string): Response {
  const headers = { "content-type": "text/plain; charset=utf-8", "cache-control": "no-store" };
  return new Response(word, { status, headers });
}
