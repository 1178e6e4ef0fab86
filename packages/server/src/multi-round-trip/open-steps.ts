import { MortiseError } from "@mortise/protocol";

/** A step that runs, and the step around it. */
interface OpenStep {
  /** The input of the run of a handler that the step belongs to. */
  readonly owner: object;
  readonly name: string;
  readonly outer: OpenStep | undefined;
}

interface StepScope {
  getStore(): OpenStep | undefined;
  run<Value>(step: OpenStep, work: () => Value): Value;
}

interface Platform {
  readonly process?: {
    readonly getBuiltinModule?: (
      id: string,
    ) => { readonly AsyncLocalStorage?: new () => StepScope } | undefined;
  };
}

const hooks = (globalThis as Platform).process?.getBuiltinModule?.("node:async_hooks");
/** Absent where the platform does not follow calls; mistakes end there at the time limit. */
const scope = hooks?.AsyncLocalStorage ? new hooks.AsyncLocalStorage() : undefined;

/** Runs `work` as the step `name` of `owner`, so that what it calls is known to be inside. */
export function runStep<Value>(owner: object, name: string, work: () => Value): Value {
  return scope ? scope.run({ owner, name, outer: scope.getStore() }, work) : work();
}

/**
 * Refuses a step inside itself, which would wait for its own end.
 *
 * @throws MortiseError `INVALID_DEFINITION`
 */
export function assertOutsideStep(owner: object, name: string): void {
  if (!findOpenStep((step) => step.owner === owner && step.name === name)) return;
  throw new MortiseError(
    "INVALID_DEFINITION",
    `Step "${name}" is begun inside itself and would wait for its own end; give the inner step a name of its own`,
  );
}

/**
 * Refuses `what` inside a step: a step is kept when it ends, and the answer comes only after the run
 * has ended (2026-07-28, Multi Round-Trip Requests).
 *
 * @throws MortiseError `INVALID_DEFINITION`
 */
export function assertOutsideSteps(owner: object, what: string): void {
  const step = findOpenStep((open) => open.owner === owner);
  if (!step) return;
  throw new MortiseError(
    "INVALID_DEFINITION",
    `${what} inside step "${step.name}" would wait for the end of the step; do it before or after the step`,
  );
}

/** Returns the innermost step around this call that `is` accepts. */
function findOpenStep(is: (step: OpenStep) => boolean): OpenStep | undefined {
  for (let step = scope?.getStore(); step; step = step.outer) if (is(step)) return step;
  return undefined;
}
