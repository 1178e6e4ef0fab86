/** Whose words a message carries. */
export type Role = "user" | "assistant";

/** Hints about how content is to be used. */
export interface Annotations {
  /** The readers that the content is for. */
  readonly audience?: readonly Role[];
  /** From 0 (least important) to 1 (effectively required). */
  readonly priority?: number;
  /** ISO 8601. */
  readonly lastModified?: string;
}
