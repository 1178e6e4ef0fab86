/** A step on the way from a URL to an authorized call, in order. */
export type DiagnosisStep =
  | "server"
  | "challenge"
  | "resource"
  | "issuer"
  | "pkce"
  | "registration"
  | "login"
  | "token"
  | "call";

/** The result of one step. */
export interface Finding {
  /** The step that was tried. */
  readonly step: DiagnosisStep;
  /** `wrong` keeps clients from signing in; `note` does not, or not all of them. */
  readonly status: "ok" | "note" | "wrong";
  /** The question of the step and its answer, without secrets. */
  readonly found: string;
  /** The fix, as an order; absent if there is none to make. */
  readonly fix?: string;
}

/** Makes a finding that needs nothing. */
export function ok(step: DiagnosisStep, found: string): Finding {
  return { step, status: "ok", found };
}

/** Makes a finding that is worth knowing. */
export function note(step: DiagnosisStep, found: string, fix?: string): Finding {
  return { step, status: "note", found, ...(fix !== undefined && { fix }) };
}

/** Makes a finding that keeps clients out. */
export function wrong(step: DiagnosisStep, found: string, fix: string): Finding {
  return { step, status: "wrong", found, fix };
}
