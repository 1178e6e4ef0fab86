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

const SERVER_ON_BOTH = [
  "completion-complete",
  "dns-rebinding-protection",
  "json-schema-2020-12",
  "prompts-get-embedded-resource",
  "prompts-get-simple",
  "prompts-get-with-args",
  "prompts-get-with-image",
  "prompts-list",
  "resources-list",
  "resources-read-binary",
  "resources-read-text",
  "resources-templates-read",
  "server-sse-multiple-streams",
  "tools-call-audio",
  "tools-call-embedded-resource",
  "tools-call-error",
  "tools-call-image",
  "tools-call-mixed-content",
  "tools-call-simple-text",
  "tools-call-with-progress",
  "tools-list",
];

/** The scenarios that we promise to pass; others are run and reported, and fail nothing. */
export const PROMISED: Readonly<Record<Leg, readonly string[]>> = {
  "server@2025-11-25": [
    ...SERVER_ON_BOTH,
    "elicitation-sep1034-defaults",
    "elicitation-sep1330-enums",
    "logging-set-level",
    "ping",
    "resources-subscribe",
    "resources-unsubscribe",
    "server-initialize",
    "server-session-lifecycle",
    "tools-call-elicitation",
    "tools-call-sampling",
    "tools-call-with-logging",
  ],
  "server@2026-07-28": [
    ...SERVER_ON_BOTH,
    "caching",
    "http-custom-header-server-validation",
    "http-header-validation",
    "input-required-result-basic-elicitation",
    "input-required-result-basic-list-roots",
    "input-required-result-basic-sampling",
    "input-required-result-capability-check",
    "input-required-result-ignore-extra-params",
    "input-required-result-missing-input-response",
    "input-required-result-multi-round",
    "input-required-result-multiple-input-requests",
    "input-required-result-non-tool-request",
    "input-required-result-request-state",
    "input-required-result-result-type",
    "input-required-result-tampered-state",
    "input-required-result-unsupported-methods",
    "input-required-result-validate-input",
    "sep-2164-resource-not-found",
    "server-stateless",
  ],
  "client@2025-11-25": [
    "elicitation-sep1034-client-defaults",
    "initialize",
    "json-schema-2020-12-preservation",
    "sse-retry",
    "tools_call",
  ],
  "client@2026-07-28": [
    "http-custom-headers",
    "http-invalid-tool-headers",
    "http-standard-headers",
    "json-schema-2020-12-preservation",
    "json-schema-ref-no-deref",
    "request-metadata",
    "sep-2322-client-request-state",
    "tools_call",
  ],
};

/**
 * Checks that may say INFO in place of SUCCESS, since the suite judges only one of the legal ways.
 *
 * 2025-11-25, Streamable HTTP: a server answers a POST with JSON or with a stream. We answer with
 * JSON where nothing precedes the result, and the suite then has no stream to look at.
 */
export const INFORMATIONAL: Readonly<Partial<Record<Leg, readonly string[]>>> = {
  "server@2025-11-25": ["server-sse-streams-functional"],
};

/** Scenarios that measure milliseconds, and are run again without others beside them. */
export const ALONE: Readonly<Partial<Record<Leg, readonly string[]>>> = {
  "client@2025-11-25": ["sse-retry"],
};
