/** The members of answers and tokens whose values are no secrets. */
const SHOWN: ReadonlySet<unknown> = new Set(["issuer", "iss", "aud", "azp"]);

interface Comparison {
  readonly attribute?: unknown;
  readonly claim?: unknown;
  readonly body?: Readonly<Record<string, unknown>>;
  readonly claims?: Readonly<Record<string, unknown>>;
  readonly expected?: unknown;
}

/**
 * Describes why an identity provider could not be used, for its operator: the message of an error and of
 * each cause, the status of an answer that was none, and the two values of a comparison. Never a token.
 */
export function describeFailure(error: unknown): string {
  const parts: string[] = [];
  for (let cause = error; cause !== undefined && cause !== null; ) {
    if (cause instanceof Response) {
      parts.push(`HTTP ${cause.status} from ${withoutQuery(cause.url)}`);
    } else if (!(cause instanceof Error)) {
      parts.push(describeComparison(cause));
    } else {
      parts.push(cause.message);
      cause = cause.cause;
      continue;
    }
    break;
  }
  return parts.filter((part) => part !== "").join(": ");
}

function describeComparison(cause: unknown): string {
  if (typeof cause !== "object") return String(cause);
  const { attribute, claim = attribute, body, claims = body, expected } = cause as Comparison;
  if (!SHOWN.has(claim)) return "";
  const found = claims?.[String(claim)];
  const difference = `it is ${JSON.stringify(found)}, not ${JSON.stringify(expected)}`;
  const [template] = /\{\w+\}/.exec(String(found)) ?? [];
  if (template === undefined) return difference;
  return `${difference}; ${template} stands for one tenant, which entra({ tenant: … }) names`;
}

function withoutQuery(url: string): string {
  return url.replace(/[?#].*/, "");
}
