import type { ClientCapabilities, Implementation, Principal, Revision } from "@mortise/protocol";
import { MortiseError } from "@mortise/protocol";
import type { Caller } from "../request/caller.ts";

/** Who asks, as far as it may decide what is offered to them. */
export interface Viewer {
  /** As the server's `auth` confirmed; `undefined` where nobody was asked. */
  readonly auth: Principal | undefined;
  /** As the client says of itself; not verified. */
  readonly client: {
    readonly info: Implementation | undefined;
    readonly capabilities: ClientCapabilities;
  };
  /** `http`, `stdio` or `memory`. */
  readonly transport: string;
  readonly revision: Revision;
}

/** Decides at once whether something exists for `viewer`; only `true` is a yes. */
export type Condition = (viewer: Viewer) => boolean;

/** What an author says about who is offered something. */
export interface VisibilityOptions {
  /**
   * Whether it is offered: always, never, or to whom the function says. Default `true`.
   *
   * Where it is not, it is neither listed nor usable, and answered as if it did not exist. A
   * function must answer at once; one that throws, or gives anything but `true`, hides.
   */
  readonly enabled?: boolean | Condition;
  /** Words by which `enable`, `disable` and `transform` find it; clients do not see them. */
  readonly tags?: readonly string[];
}

/** The {@link VisibilityOptions} worked out. */
export interface Visibility {
  /** `false` hides it from everybody, until `enable` says otherwise. */
  readonly isOn: boolean;
  /** All must hold; empty for most. */
  readonly conditions: readonly Condition[];
  readonly tags: readonly string[];
}

const NONE: readonly never[] = Object.freeze([]);

/**
 * Works out who is offered something.
 *
 * @throws MortiseError `INVALID_DEFINITION` for tags that are no words and an `enabled` that can
 * decide nothing.
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
