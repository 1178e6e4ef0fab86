import type { OptionNames } from "@mortise/protocol";
import { checkOptions, ErrorCode, MortiseError, ProtocolError, ToolError } from "@mortise/protocol";
import type { Middleware } from "./middleware.ts";

/** How large results may be. */
export interface SizeLimitOptions {
  /** Bytes of JSON that a result may have. */
  readonly max: number;
}

const OPTIONS: OptionNames<SizeLimitOptions> = { max: true };

/**
 * Refuses results that are too large for their reader.
 *
 * A tool's result is replaced by a failure that asks the model for less; any other by a JSON-RPC
 * error with `data: { bytes, max }`.
 *
 * @throws MortiseError `INVALID_OPTION` for a limit below 1.
 */
export function sizeLimit(options: SizeLimitOptions): Middleware {
  checkOptions("sizeLimit", options, OPTIONS);
  const { max } = options;
  if (!(max >= 1)) {
    throw new MortiseError("INVALID_OPTION", `A size limit must be 1 byte or more, not ${max}`);
  }
  return async (request, next) => {
    const outcome = await next();
    const bytes = measure(outcome.text, max);
    if (bytes <= max) return outcome;
    const { method, target } = request;
    const what = `The result of ${target ?? method} has ${bytes} bytes, and ${max} are allowed`;
    if (method === "tools/call") {
      throw new ToolError(`${what}; ask for less, such as by a narrower filter or fewer entries`, {
        code: "result_too_large",
        data: { bytes, max },
      });
    }
    throw new ProtocolError(ErrorCode.InternalError, what, { data: { bytes, max } });
  };
}

/** The bytes of `text` in UTF-8; an upper bound if that is within `max`. */
function measure(text: string, max: number): number {
  // A UTF-16 unit takes three bytes at most.
  if (text.length * 3 <= max) return text.length;
  return new TextEncoder().encode(text).length;
}
