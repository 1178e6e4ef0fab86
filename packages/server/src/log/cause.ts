/** Deeper causes are left out: errors may refer to each other in a circle. */
const MAX_CAUSES = 4;

/**
 * Returns the errors behind `error`, from the nearest to the deepest and at most four: `fetch failed`
 * says nothing, its cause has the address that refused.
 */
export function causesOf(error: unknown): readonly Error[] {
  const causes: Error[] = [];
  let next = causeOf(error);
  while (next !== undefined && causes.length < MAX_CAUSES) {
    if (next === error || causes.includes(next)) break;
    causes.push(next);
    next = causeOf(next);
  }
  return causes;
}

/** The first of several errors stands for all: Node tries each address of a name in turn. */
function causeOf(error: unknown): Error | undefined {
  if (!(error instanceof Error)) return undefined;
  if (error.cause instanceof Error) return error.cause;
  const first: unknown = error instanceof AggregateError ? error.errors[0] : undefined;
  return first instanceof Error ? first : undefined;
}
