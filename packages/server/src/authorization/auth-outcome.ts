import type { AuthGrant, AuthHeaders, AuthRefusal } from "@mortise/protocol";
import { MortiseError } from "@mortise/protocol";

/** The statuses that a refusal may have. */
const STATUSES: ReadonlySet<unknown> = new Set([400, 401, 403, 503]);

/** The headers that describe the body and the connection, which the server sets itself. */
const FRAMING: ReadonlySet<string> = new Set([
  "connection",
  "content-encoding",
  "content-length",
  "content-type",
  "keep-alive",
  "proxy-connection",
  "te",
  "trailer",
  "transfer-encoding",
  "upgrade",
]);

/** RFC 9110, 5.6.2, token. */
const TOKEN = /^[\w!#$%&'*+.^`|~-]+$/;
/** RFC 9110, 5.5, field-value; Latin-1 as every platform writes it. */
const FIELD_VALUE = /^[\t\x20-\x7e\x80-\xff]*$/;

/**
 * Returns what `authenticate` gave, as a grant or a refusal that can be answered.
 *
 * @throws MortiseError `INVALID_DEFINITION` naming the fault of the provider.
 */
export function checkOutcome(given: unknown): AuthGrant | AuthRefusal {
  const outcome = asObject(given, "authenticate", "a grant or a refusal");
  if ("status" in outcome) return checkRefusal(outcome, "authenticate");
  const { principal, headers } = outcome;
  if (!("principal" in outcome) || !isPrincipal(principal)) {
    throw faulty(
      "authenticate",
      `the principal ${describe(principal)}; a grant has a principal with an id, a string, or undefined for an anonymous caller`,
    );
  }
  return { principal, headers: checkHeaders(headers, "authenticate") };
}

/**
 * Returns a refusal that can be answered; `by` is the function of the provider that gave it.
 *
 * @throws MortiseError `INVALID_DEFINITION` naming the fault of the provider.
 */
export function checkRefusal(given: unknown, by: string): AuthRefusal {
  const { status, message, headers, detail } = asObject(given, by, "a refusal");
  if (!STATUSES.has(status)) {
    throw faulty(by, `the status ${describe(status)}; a refusal has 400, 401, 403 or 503`);
  }
  if (typeof message !== "string") {
    throw faulty(by, `the message ${describe(message)}; a refusal has a string`);
  }
  return {
    status: status as AuthRefusal["status"],
    message,
    headers: checkHeaders(headers, by),
    ...(typeof detail === "string" && { detail }),
  };
}

/** Copies the headers, so that a provider cannot change them after the check. */
function checkHeaders(given: unknown, by: string): AuthHeaders {
  if (given === undefined) return [];
  if (!Array.isArray(given)) {
    throw faulty(by, `the headers ${describe(given)}; they are a list of [name, value]`);
  }
  return given.map((pair: unknown) => {
    if (!Array.isArray(pair) || pair.length !== 2) {
      throw faulty(by, `the header ${describe(pair)}; a header is [name, value]`);
    }
    const [name, value] = pair as readonly unknown[];
    if (typeof name !== "string" || !TOKEN.test(name)) {
      throw faulty(by, `the header name ${describe(name)}, which is no token (RFC 9110, 5.6.2)`);
    }
    if (FRAMING.has(name.toLowerCase())) {
      throw faulty(by, `the header ${name}, which the server sets itself`);
    }
    // The value may be a secret, which no log may have.
    if (typeof value !== "string") {
      throw faulty(
        by,
        `a value of the header ${name} of the type ${typeof value}; a value is a string`,
      );
    }
    if (!FIELD_VALUE.test(value)) {
      throw faulty(
        by,
        `a value of the header ${name} with a control character or one outside Latin-1 (RFC 9110, 5.5)`,
      );
    }
    return [name, value] as const;
  });
}

function isPrincipal(principal: unknown): principal is AuthGrant["principal"] {
  if (principal === undefined) return true;
  if (typeof principal !== "object" || principal === null) return false;
  return typeof (principal as { readonly id?: unknown }).id === "string";
}

function asObject(given: unknown, by: string, wanted: string): Readonly<Record<string, unknown>> {
  if (typeof given === "object" && given !== null && !Array.isArray(given)) {
    return given as Readonly<Record<string, unknown>>;
  }
  throw faulty(by, `${describe(given)}, not ${wanted}`);
}

function faulty(by: string, gave: string): MortiseError {
  return new MortiseError("INVALID_DEFINITION", `${by} of auth gave ${gave}`);
}

/** Shows primitives as they are, and objects, which may hold secrets, by their kind. */
function describe(value: unknown): string {
  if (Array.isArray(value)) return "a list";
  if (typeof value === "function") return "a function";
  if (typeof value === "object" && value !== null) return "an object";
  return typeof value === "string" ? JSON.stringify(value) : String(value);
}
