import { ErrorCode, MortiseError, ProtocolError } from "@mortise/protocol";

/** How much a task may hold. Sizes are those of JSON in UTF-8, before it is encrypted. */
export interface PayloadLimits {
  /** The largest arguments, with what is known of the caller. Default 1 MiB. */
  readonly maxArgumentBytes: number;
  /** The largest value of one step. Default 1 MiB. */
  readonly maxStepBytes: number;
  /** The largest question, and the largest answer to it. Default 1 MiB. */
  readonly maxAnswerBytes: number;
  /** The largest result. Default 8 MiB. */
  readonly maxResultBytes: number;
  /** The most steps and questions of one attempt. Default 10,000. */
  readonly maxSteps: number;
  /** Arguments and results from this size on lie in a table of their own. Default 64 KiB. */
  readonly blobBytes: number;
}

/** A part of a task that may be too large. */
export type PayloadPart = "arguments" | "step" | "question" | "answer" | "result";

const KIB = 1024;

const DEFAULTS: PayloadLimits = {
  maxArgumentBytes: KIB * KIB,
  maxStepBytes: KIB * KIB,
  maxAnswerBytes: KIB * KIB,
  maxResultBytes: 8 * KIB * KIB,
  maxSteps: 10_000,
  blobBytes: 64 * KIB,
};

const LIMIT_OF: Readonly<Record<PayloadPart, keyof PayloadLimits>> = {
  arguments: "maxArgumentBytes",
  step: "maxStepBytes",
  question: "maxAnswerBytes",
  answer: "maxAnswerBytes",
  result: "maxResultBytes",
};

/** The way out for the sender of a part that is too large. */
const ADVICE: Readonly<Record<PayloadPart, string>> = {
  arguments: "send a link to the content instead",
  step: "store the value, and record its id",
  question: "ask for less at once",
  answer: "send a link to the content instead",
  result: "return a link to a resource instead",
};

/** Characters of a message or an error that a task keeps. */
const MAX_MESSAGE = 4 * KIB;

/**
 * Fills in the defaults.
 *
 * @throws MortiseError `INVALID_OPTION` for a limit that is not a whole number above 0.
 */
export function readPayloadLimits(options: Partial<PayloadLimits>): PayloadLimits {
  const limits = { ...DEFAULTS };
  for (const name of Object.keys(DEFAULTS) as (keyof PayloadLimits)[]) {
    const value = options[name] ?? DEFAULTS[name];
    if (!Number.isInteger(value) || value < 1) {
      throw new MortiseError("INVALID_OPTION", `${name}: ${value} is no size; write 1 or more`, {
        data: { option: name },
      });
    }
    limits[name] = value;
  }
  return limits;
}

/** Returns the error for a part that is larger than a task may hold; `undefined` if it is not. */
export function findExcess(
  part: PayloadPart,
  json: string,
  limits: PayloadLimits,
): ProtocolError | undefined {
  const option = LIMIT_OF[part];
  const maxBytes = limits[option];
  // A character takes at most three bytes.
  if (json.length * 3 <= maxBytes) return undefined;
  const bytes = Buffer.byteLength(json);
  if (bytes <= maxBytes) return undefined;
  const isOfCaller = part === "arguments" || part === "answer";
  const verb = part === "arguments" ? "have" : "has";
  return new ProtocolError(
    isOfCaller ? ErrorCode.InvalidParams : ErrorCode.InternalError,
    `The ${part} ${verb} ${bytes} bytes, and a task keeps at most ${maxBytes}; ${ADVICE[part]}`,
    { data: { payload: part, bytes, maxBytes } },
  );
}

/** Makes the error of an attempt that records more than it may. */
export function tooManySteps(maxSteps: number): ProtocolError {
  return new ProtocolError(
    ErrorCode.InternalError,
    `The attempt has more than ${maxSteps} steps and questions; record several pieces of work in one step`,
    { data: { payload: "steps", maxSteps } },
  );
}

/** Returns a message as a task keeps it: not longer than 4,096 characters, and text for every database. */
export function toMessage(message: string): string {
  const whole = message.replaceAll("\0", "").toWellFormed();
  return whole.length <= MAX_MESSAGE ? whole : `${whole.slice(0, MAX_MESSAGE - 1).toWellFormed()}…`;
}
