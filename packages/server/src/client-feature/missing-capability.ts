import type { ClientCapabilities, Revision } from "@mortise/protocol";
import { ErrorCode, isModern, ProtocolError, ToolError } from "@mortise/protocol";

/** The parts of a caller that say what its client can do. */
interface CapableCaller {
  readonly capabilities: ClientCapabilities;
  readonly revision: Revision;
}

/** Throws the error of {@link missingCapability} unless the client declares what is required. */
export function requireCapability(required: ClientCapabilities, caller: CapableCaller): void {
  if (isDeclared(required, caller.capabilities)) return;
  throw missingCapability(required, caller.revision);
}

/**
 * The error of a request that needs more than its client declares.
 *
 * 2026-07-28 has a code for it; for older clients it is the result of the call, for their model.
 */
export function missingCapability(
  requiredCapabilities: ClientCapabilities,
  revision: Revision,
): ProtocolError | ToolError {
  const names = namesOf(requiredCapabilities).join(", ");
  const message = `This request needs a client with the capability ${names}, which the client does not declare`;
  const data = { requiredCapabilities };
  return isModern(revision)
    ? new ProtocolError(ErrorCode.MissingRequiredClientCapability, message, { data })
    : new ToolError(message, { code: "missing_capability", data });
}

/** Names each capability with its part, such as `elicitation.url`. */
function namesOf(capabilities: ClientCapabilities): string[] {
  return Object.entries(capabilities).flatMap(([name, value]) => {
    const parts = Object.keys(value ?? {});
    return parts.length === 0 ? [name] : parts.map((part) => `${name}.${part}`);
  });
}

function isDeclared(required: ClientCapabilities, declared: ClientCapabilities): boolean {
  if (required.roots) return isObject(declared.roots);
  const { sampling, elicitation } = declared;
  if (required.sampling?.tools) return isObject(sampling) && isObject(sampling.tools);
  if (required.sampling) return isObject(sampling);
  if (!isObject(elicitation)) return false;
  if (required.elicitation?.url) return isObject(elicitation.url);
  // An empty object means forms, as it did before there were URLs (2026-07-28, Elicitation).
  return isObject(elicitation.form) || !isObject(elicitation.url);
}

/** Capabilities are what a client wrote, which may be anything. */
function isObject<Value extends object>(value: Value | undefined): value is Value {
  return typeof value === "object" && value !== null;
}
