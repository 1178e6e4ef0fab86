import type { RequestContext } from "../handler/context.ts";

/**
 * Suggests values for one variable or argument that begins with `value`.
 *
 * `filled` holds the values of the arguments that the client has already chosen.
 */
export type Completer = (
  value: string,
  context: RequestContext,
  filled: Readonly<Record<string, string>>,
) => readonly string[] | Promise<readonly string[]>;
