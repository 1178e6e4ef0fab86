import type {
  ClientCapabilities,
  Implementation,
  OptionNames,
  Principal,
  Revision,
} from "@mortise/protocol";
import { MortiseError } from "@mortise/protocol";
import type { Caller } from "../request/caller.ts";

/** The caller properties that a visibility condition may read. */
export interface Viewer {
  /** The principal that the server's `auth` confirmed; `undefined` without one. */
  readonly auth: Principal | undefined;
  /** As the client says of itself; not verified. */
  readonly client: {
    readonly info: Implementation | undefined;
    readonly capabilities: ClientCapabilities;
  };
  /** `http`, `stdio` or `memory`. */
  readonly transport: string;
  /** The revision that the caller speaks. */
  readonly revision: Revision;
}

/** Decides at once whether something exists for `viewer`; only `true` is a yes. */
export type Condition = (viewer: Viewer) => boolean;

/** The callers that see an entry, and its tags. */
export interface VisibilityOptions {
  /**
   * Whether the entry is visible: always, never, or as the function decides for each caller. Default
   * `true`.
   *
   * A hidden entry is neither listed nor usable, and answered as if it did not exist. A function must
   * return at once; one that throws, or returns anything but `true`, hides.
   */
  readonly enabled?: boolean | Condition;
  /** Words by which `enable`, `disable` and `transform` find it; clients do not see them. */
  readonly tags?: readonly string[];
}

export const VISIBILITY_OPTIONS: OptionNames<VisibilityOptions> = { enabled: true, tags: true };

/** The {@link VisibilityOptions} worked out. */
export interface Visibility {
  /** `false` hides it from every caller, until `enable`. */
  readonly isOn: boolean;
  /** All must hold; empty for most. */
  readonly conditions: readonly Condition[];
  readonly tags: readonly string[];
}

const NONE: readonly never[] = Object.freeze([]);

/**
 * Compiles the visibility of an entry.
 *
 * @throws MortiseError `INVALID_DEFINITION` for tags that are no words and an `enabled` of
 * another type.
 */
export function compileVisibility(options: VisibilityOptions, owner: string): Visibility {
  const { enabled = true, tags = NONE } = options;
  if (typeof enabled !== "boolean" && typeof enabled !== "function") {
    throw new MortiseError(
      "INVALID_DEFINITION",
      `enabled of ${owner} must be true, false or a function, not a ${typeof enabled}`,
    );
  }
  if (!Array.isArray(tags) || !tags.every((tag) => typeof tag === "string" && tag !== "")) {
    throw new MortiseError("INVALID_DEFINITION", `tags of ${owner} must be a list of words`);
  }
  return {
    isOn: enabled !== false,
    conditions: typeof enabled === "function" ? [enabled] : NONE,
    tags,
  };
}

/** Reads out of a caller what may decide what is offered to them. */
export function toViewer({ origin, info, capabilities, revision }: Caller): Viewer {
  return {
    auth: origin.principal,
    client: { info, capabilities },
    transport: origin.transport,
    revision,
  };
}

/**
 * Asks a condition; a failure hides and is reported, because showing would be the worse mistake.
 */
export function holds(
  condition: Condition,
  viewer: Viewer,
  report: (problem: string, error?: unknown) => void,
): boolean {
  try {
    const answer: unknown = condition(viewer);
    if (typeof answer === "boolean") return answer;
    report(`enabled must give true or false at once, and gave ${describeKind(answer)}; it hides`);
  } catch (error) {
    report("enabled threw, and hides", error);
  }
  return false;
}

function describeKind(value: unknown): string {
  if (value === undefined || value === null) return "nothing";
  return typeof value === "object" ? "an object" : `a ${typeof value}`;
}
