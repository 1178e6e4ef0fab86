import type { Severity, SourcePlace, Subject } from "../finding.ts";
import type { Evidence } from "../view/evidence.ts";

/** A fault as its rule reports it; the rest of the finding comes from the rule. */
export interface Fault {
  readonly subject: Subject;
  readonly pointer?: string;
  readonly message: string;
  readonly fix: string;
  readonly affects?: readonly string[];
  /** Default: that of the rule. */
  readonly severity?: Severity;
  readonly place?: SourcePlace;
}

/** One kind of fault. */
export interface Rule {
  /** The name in kebab case; stable. */
  readonly id: string;
  readonly severity: Severity;
  /** The faults that the rule finds, in one sentence. */
  readonly about: string;
  readonly check: (evidence: Evidence) => Iterable<Fault>;
}

/** Names a tool as the subject of a fault. */
export function toolSubject(name: string): Subject {
  return { kind: "tool", name };
}
