import type { Backplane } from "@mortise/protocol";

/** The bounds of streams that a backplane under test must be opened with. */
export const CASE_BOUNDS: { readonly maxEvents: number; readonly maxStreamCharacters: number } = {
  maxEvents: 10,
  maxStreamCharacters: 1_000,
};

/** The means of a case. */
export interface BackplaneCaseContext {
  /**
   * Opens an instance on the backplane under test, with {@link CASE_BOUNDS}. Instances of one case share
   * their state, other cases do not see it; the runner of the case closes them. If a backplane serves one
   * process, every instance may be the same.
   */
  readonly open: () => Promise<Backplane>;
  /** Lets `ms` pass: moves the backplane's clock if it has one, otherwise waits. */
  readonly pass: (ms: number) => Promise<void>;
}

/** One behaviour that every backplane has. */
export interface BackplaneCase {
  /** A sentence that states the behaviour. */
  readonly name: string;
  /** Rejects with an AssertionError unless the behaviour holds. */
  readonly run: (context: BackplaneCaseContext) => Promise<void>;
}

/** Longer than a case takes. */
export const LONG = 600_000;
/** Shorter than a case takes. */
export const SHORT = 40;

/** Keys and topics that a service may confuse. */
export const ODD_KEYS: readonly string[] = [
  "plain",
  "Plain",
  "with 'quotes' and \"doubles\"",
  "50% off; DROP TABLE value; --",
  "$1 \\ {tag} * ? [a]",
  "two\nlines\tand a tab\r",
  "grüße 你好 🧩 e\u0301",
  "grüße 你好 🧩 é",
  " leading and trailing ",
  "1.2.three.4",
  "x".repeat(512),
  `${"x".repeat(511)}y`,
  "語".repeat(512),
  "🧩".repeat(256),
];
