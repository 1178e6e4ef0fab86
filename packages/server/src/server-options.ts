import type {
  AuthProvider,
  Clock,
  Duration,
  Icon,
  OptionNames,
  Principal,
  Random,
  Telemetry,
} from "@mortise/protocol";
import { checkOptions, describeValue, MortiseError, TASKS_EXTENSION } from "@mortise/protocol";
import type { ServerExtension } from "./extension/extension.ts";
import type { ServerLog } from "./log/mask.ts";
import type { CacheOptions } from "./result/cache-policy.ts";
import { checkCacheOptions } from "./result/cache-policy.ts";
import type { StateOptions } from "./state/state-sealer.ts";
import { checkStateOptions } from "./state/state-sealer.ts";

/** The options of a server. */
export interface ServerOptions<Caller extends Principal = Principal> {
  /** Names the server to clients, such as `customer-data`. */
  readonly name: string;
  /** The version of the server. */
  readonly version: string;
  /** The name for people. */
  readonly title?: string;
  /** One sentence about the server. */
  readonly description?: string;
  /** Instructions for models on the server as a whole. */
  readonly instructions?: string;
  /** The server's page. */
  readonly websiteUrl?: string;
  /** Icons for a list of servers. */
  readonly icons?: readonly Icon[];
  /** How long a handler without a timeout of its own may take. Default `"60s"`. */
  readonly timeout?: Duration;
  /** Entries on one page of a list. Default 1000. */
  readonly pageSize?: number;
  /** The lifetime and scope of lists in caches. */
  readonly cache?: CacheOptions;
  /** How what a handler must remember between the rounds of one request is sealed. */
  readonly state?: StateOptions;
  /**
   * Authenticates HTTP requests; other transports have none. Default: every caller is served.
   */
  readonly auth?: AuthProvider<Caller>;
  /**
   * Lets the calls of tools with `task` become tasks: `tasks()` of `mortise/tasks`. Default: they are never tasks.
   */
  readonly tasks?: ServerExtension;
  /** Watches requests, such as `openTelemetry()`. Default: nothing; `serve` brings OpenTelemetry. */
  readonly telemetry?: Telemetry;
  /** How many may listen for changes at a time; one more is refused. Default 50,000. */
  readonly maxSubscriptions?: number;
  /**
   * Gives the time to all of the server: deadlines, sessions, sealed state, caches, rate limits and
   * logs. Default: the platform's; tests pass one that they move.
   */
  readonly clock?: Clock;
  /** Makes ids, keys and nonces. Default: the platform's cryptographic randomness. */
  readonly random?: Random;
  /** Takes what the server reports about itself, such as masked errors. Default: standard error. */
  readonly log?: ServerLog;
}

const OPTIONS: OptionNames<ServerOptions> = {
  name: true,
  version: true,
  title: true,
  description: true,
  instructions: true,
  websiteUrl: true,
  icons: true,
  timeout: true,
  pageSize: true,
  cache: true,
  state: true,
  auth: true,
  tasks: true,
  telemetry: true,
  maxSubscriptions: true,
  clock: true,
  random: true,
  log: true,
};

/** Refuses options that the compiler would have refused, for JavaScript. */
export function checkServerOptions(options: ServerOptions): void {
  checkOptions("createServer", options, OPTIONS);
  const { name, version, auth, cache, state } = options;
  if (cache !== undefined) checkCacheOptions(cache);
  if (state !== undefined) checkStateOptions(state);
  for (const [option, value] of Object.entries({ name, version })) {
    if (typeof value === "string" && value !== "") continue;
    throw new MortiseError(
      "INVALID_OPTION",
      `createServer needs a ${option}, a text that clients are shown; it got ${JSON.stringify(value)}`,
    );
  }
  checkTasks(options.tasks);
  if (auth !== undefined) checkAuth(auth);
}

function checkAuth(auth: unknown): void {
  const given = auth as { readonly authenticate?: unknown; readonly headers?: unknown } | null;
  if (typeof given?.authenticate === "function") return;
  const found = describeValue(auth);
  const advice =
    found === "a promise"
      ? "await it: createServer({ …, auth: await devAuth() })"
      : "give bearerAuth({ issuer, audience }) or another way in of mortise/auth";
  const problem =
    typeof given?.headers === "function"
      ? "it got what signs a client in"
      : `it got ${found === "an object" ? "an object without one" : found}`;
  throw new MortiseError(
    "INVALID_OPTION",
    `auth must have a function authenticate(request), which returns the caller or a refusal; ${problem}; ${advice}`,
    { data: { option: "auth" } },
  );
}

function checkTasks(tasks: ServerExtension | undefined): void {
  if (tasks === undefined || tasks?.id === TASKS_EXTENSION) return;
  throw new MortiseError(
    "INVALID_OPTION",
    "tasks takes tasks(), which mortise/tasks exports: createServer({ …, tasks: tasks() })",
  );
}
