/** The methods that every revision has and any transport answers. */
const EVERY_REVISION = [
  "tools/call",
  "tools/list",
  "resources/list",
  "resources/templates/list",
  "resources/read",
  "prompts/list",
  "prompts/get",
  "completion/complete",
] as const;

const MODERN_ONLY = ["server/discover", "subscriptions/listen"] as const;
const LEGACY_ONLY = ["ping"] as const;

/** The methods that a legacy session answers itself. */
const SESSION = [
  "initialize",
  "logging/setLevel",
  "resources/subscribe",
  "resources/unsubscribe",
] as const;

/** A method of 2026-07-28. */
export type ModernMethod = (typeof EVERY_REVISION)[number] | (typeof MODERN_ONLY)[number];

/** A method of earlier revisions that needs no session. */
export type LegacyMethod = (typeof EVERY_REVISION)[number] | (typeof LEGACY_ONLY)[number];

const MODERN_METHODS: ReadonlySet<string> = new Set([...EVERY_REVISION, ...MODERN_ONLY]);
const ALL_METHODS: ReadonlySet<string> = new Set([...MODERN_METHODS, ...LEGACY_ONLY, ...SESSION]);

/** Returns whether the protocol has a method of this name, in any revision. */
export function isProtocolMethod(method: string): boolean {
  return ALL_METHODS.has(method);
}

/** Returns whether 2026-07-28 has a method of this name. */
export function isModernMethod(method: string): boolean {
  return MODERN_METHODS.has(method);
}
