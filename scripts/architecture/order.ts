/**
 * The order of the repository: the layers of its packages, and the floors of each package's
 * folders. `scripts/architecture.test.ts` holds the imports to it and draws it into ARCHITECTURE.md.
 */
import type { Budgets } from "./budgets.ts";
import type { Floors } from "./floors.ts";
import type { Layers } from "./layers.ts";

/** The order that imports, the walk through a request and the drawing are held to. */
export interface Order {
  readonly layers: Layers;
  /** By source folder, as `packages/server/src`. */
  readonly floors: Readonly<Record<string, Floors>>;
}

/** Ground first. A package knows only packages of lower layers. */
export const LAYERS: Layers = [
  ["packages/protocol"],
  ["packages/server", "packages/client", "packages/telemetry", "packages/storage"],
  ["packages/backplane", "packages/auth"],
  ["packages/node", "packages/agent", "packages/testing", "packages/auth-server"],
  ["packages/lint"],
  ["packages/inspector"],
  ["packages/mortise"],
  ["connectors/jira", "connectors/slack"],
];

/** Packages that run wherever the web's interfaces exist: no module and no type of Node, but in a folder `src/node`. */
export const PORTABLE: readonly string[] = [
  "packages/protocol",
  "packages/server",
  "packages/client",
  "packages/agent",
  "packages/auth",
  "packages/lint",
];

/** Highest first; the files of a package's root stand above its folders unless listed. */
export const FLOORS: Order["floors"] = {
  "packages/agent/src": [
    "agent",
    "loop",
    "question",
    "event",
    "tool",
    "server",
    "model",
    "dialect",
    "offline",
    "offline/answer",
    "offline/plan",
    "offline/binding",
    "offline/tool",
    "offline/language",
    "conversation language-model",
    "text time record.ts",
  ],
  "packages/auth/src": [
    "node",
    "node/sign-in",
    "node/network node/token-store",
    "bearer.ts client-credentials.ts device-code.ts enterprise.ts oauth.ts workload-identity.ts",
    "session diagnosis",
    "api-key combine introspection preset",
    "resource-server",
    "exchange",
    "grant",
    "discovery registration",
    "token-store",
    "client-authentication quirk dpop",
    "access-token",
    "authorization-server-metadata challenge",
    "network",
    "error",
  ],
  "connectors/jira/src": [
    "tool",
    "jira.ts",
    "ticket",
    "query",
    "document request",
    "host.ts options.ts",
  ],
  "connectors/slack/src": [
    "tool",
    "slack.ts",
    "message",
    "channel user",
    "request",
    "argument.ts options.ts",
  ],
  "packages/client/src": [
    "skill",
    "client",
    "cache",
    "subscription",
    "connection",
    "versioning",
    "jsonrpc",
    "http",
    "authorization",
    "tap",
    "known-server",
    "multi-round-trip",
    "client-feature",
    "extension",
    "cancellation",
    "request",
    "tool",
    "logging",
    "pagination",
    "progress",
    "time json-object.ts",
  ],
  "packages/mortise/src": [
    "testing",
    "command",
    "command/chat",
    "command/demo",
    "command/login",
    "command/argument",
    "invocation",
    "target",
    "sign-in",
    "output",
  ],
  "packages/node/src": ["serve", "worker", "http", "stdio", "process", "backplane skill telemetry"],
  "packages/protocol/src": [
    "backplane-kit test-kit",
    "telemetry transport.ts",
    "tap.ts",
    "json-schema",
    "json-schema/keyword",
    "json-schema/run",
    "json-schema/document",
    "json-schema/value",
    "argument auth header skill uri-template",
    "backplane jsonrpc pattern",
    "duration.ts extension-id.ts standard-schema.ts",
    "option",
    "error",
    "schema",
    "canonical-json.ts clock.ts environment.ts meta-key.ts random.ts redaction required-node.ts revision.ts",
  ],
  "packages/server/src": [
    "skill",
    "http",
    "http/legacy",
    "http/exchange",
    "connection",
    "session",
    "dispatch",
    "extension",
    "middleware",
    "core",
    "subscription",
    "catalogue",
    "forward mount",
    "transform",
    "view",
    "tool prompt resource",
    "completion",
    "handler",
    "multi-round-trip",
    "versioning authorization",
    "logging visibility",
    "request",
    "pagination",
    "result",
    "cluster client-feature",
    "log state",
    "schema",
    "content backplane cancellation time",
  ],
  "packages/backplane/src": ["postgres redis sqlite", "event-log sql", "backplane-options.ts"],
  "packages/lint/src": ["rule", "view", "source", "text finding.ts listing.ts"],
  "packages/storage/src": ["postgres sqlite", "sql", "connection"],
  "packages/auth-server/src": [
    "bridge dev-auth test-auth",
    "interaction id-jag",
    "provider",
    "page record registration upstream",
  ],
  "packages/inspector/src": [
    "host",
    "host/control",
    "host/connection",
    "host/http host/wire",
    "host/state",
    "page",
    "page/app",
    "page/tool",
    "page/result page/wire",
    "page/form",
    "page/json",
    "page/layout page/look page/part",
    "page/state",
    "page/address page/stream",
    "page/saved",
    "page/log",
    "contract",
  ],
  "packages/testing/src": [
    "matcher model",
    "auth backplane case client-auth contract journal provider",
  ],
};

/** At most this many folders of packages and connectors hold one file alone. */
export const MAX_LONE_FOLDERS = 12;

export const BUDGETS: Budgets = { fileLines: 400, functionLines: 80, parameters: 4 };
