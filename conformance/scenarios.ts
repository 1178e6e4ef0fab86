/** A side of the protocol at a revision, as `golden.json` names it. */
export type Leg =
  | "server@2025-11-25"
  | "server@2026-07-28"
  | "client@2025-11-25"
  | "client@2026-07-28";

/** The legs in the order in which they run. */
export const LEGS: readonly Leg[] = [
  "server@2025-11-25",
  "server@2026-07-28",
  "client@2025-11-25",
  "client@2026-07-28",
];

/** The suite lists it and has no checks for it. */
const EMPTY = "tasks-status-notifications";

/**
 * Everything that the suite has is promised, but for tasks before 2026-07-28, whose extension needs the
 * capabilities of each request (Tasks extension, Capability Negotiation).
 */
export function isPromised(name: string, leg: Leg): boolean {
  if (name === EMPTY) return false;
  return !name.startsWith("tasks-") || leg === "server@2026-07-28";
}

/**
 * Checks that may say INFO in place of SUCCESS, because the suite judges only one of the legal ways.
 *
 * 2025-11-25, Streamable HTTP: a server answers a POST with JSON or with a stream. We answer with
 * JSON if nothing precedes the result, and the suite then has no stream to check.
 */
export const INFORMATIONAL: Readonly<Partial<Record<Leg, readonly string[]>>> = {
  "server@2025-11-25": ["server-sse-streams-functional"],
};

/**
 * Checks of extensions that do not apply at a revision: before 2026-07-28 a result has no hints for
 * caches, and the suite skips their checks.
 */
export const INAPPLICABLE: Readonly<Partial<Record<Leg, readonly string[]>>> = {
  "server@2025-11-25": [
    "sep-2640-skills-list-cache-attributes",
    "sep-2640-skills-get-cache-attributes",
  ],
};

/**
 * Checks of steps that ours never takes, by scenario: metadata of another resource is refused before its
 * authorization server is asked for anything (RFC 9728, 3.3).
 */
export const UNREACHED: Readonly<Record<string, readonly string[]>> = {
  "auth/resource-mismatch": ["authorization-server-metadata"],
};

/** Scenarios that measure milliseconds; they run again without others beside them. */
export const ALONE: Readonly<Partial<Record<Leg, readonly string[]>>> = {
  "client@2025-11-25": ["sse-retry"],
};

/**
 * Checks of the suite that ours answers otherwise on purpose; each must go on warning, and none may fail.
 *
 * The suite sends an answer with a request that was never asked a question. An answer counts here only
 * for the question that the client was shown, which the request state proves, so it is asked instead.
 */
export const DEVIATING: Readonly<Partial<Record<Leg, readonly string[]>>> = {
  "server@2026-07-28": ["sep-2322-ignore-unexpected-params"],
};
