import { MortiseError, ProtocolError, redactText } from "@mortise/protocol";
import type { Failure } from "../../contract/index.ts";
import { HostFailure } from "../state/host-failure.ts";

/** The circumstances of a failed attempt, beside its error. */
export interface FailureEvidence {
  /** The step that failed, such as `connect`. */
  readonly step: string;
  /** The last line that a started server wrote to stdout and that is no message. */
  readonly stray?: string | undefined;
  /** The type of the last answer over HTTP. */
  readonly contentType?: string | undefined;
  /** The end of the stderr of a started server that runs. */
  readonly stderr?: string | undefined;
}

/** Turns the error of a connection or a request into its cause and its remedy. */
export function describeFailure(error: unknown, evidence: FailureEvidence): Failure {
  const { step, stderr } = evidence;
  const refusal = findRefusal(error);
  if (refusal !== undefined) return refusal;
  const found = explain(error, evidence);
  const failure: Failure = {
    code: MortiseError.is(error) ? error.code : ProtocolError.is(error) ? "REFUSED" : "UNEXPECTED",
    step,
    cause: redactText(messageOf(error)),
    fix: "read the wire log, and connect again",
    ...found,
  };
  const detail = failure.detail ?? stderr;
  return detail === undefined || detail === ""
    ? failure
    : { ...failure, detail: redactText(detail) };
}

type Explanation = Partial<Failure>;

function explain(error: unknown, evidence: FailureEvidence): Explanation {
  if (MortiseError.is(error)) {
    switch (error.code) {
      case "SERVER_EXITED":
        return explainExit(error.data);
      case "HTTP_ERROR":
        return explainStatus(error.data.status, error.message);
      case "AUTHORIZATION_FAILED":
        return { fix: error.data.hint ?? "sign in again, or give other credentials" };
      case "UNSUPPORTED_REVISION":
        return { fix: "choose another revision, or update the server" };
      case "TASK_CANCELLED":
        return { fix: "call the tool again, which begins another task" };
      case "TASK_GONE":
        return { fix: "check the id; a task is deleted after its time to live" };
      case "TIMEOUT":
        return explainSilence(evidence, error.message);
      case "INVALID_RESPONSE":
        return explainAnswer(evidence);
      case "CONNECTION_FAILED":
      case "CONNECTION_CLOSED":
        return explainNetwork(error, evidence);
      default:
        return {};
    }
  }
  if (!ProtocolError.is(error)) return {};
  const cause = `the server refused: ${error.message} (${error.code})`;
  const { cause: inner } = error;
  const isHttp = MortiseError.is(inner) && inner.code === "HTTP_ERROR";
  const status = isHttp ? explainStatus(inner.data.status, inner.message) : {};
  return { fix: "read the error of the server", ...status, cause: redactText(cause) };
}

function explainExit({
  exitCode,
  signal,
  stderr,
}: {
  readonly exitCode?: number | null;
  readonly signal?: string | null;
  readonly stderr?: string;
}): Explanation {
  const how = signal ? `was ended by ${signal}` : `exited with code ${exitCode}`;
  const isQuiet = stderr === undefined || stderr.trim() === "";
  return {
    cause: `the process ${how}`,
    fix: isQuiet
      ? "run the command in a terminal to see why it ends; a server over stdio runs until its input ends"
      : "correct what its stderr says, and connect again",
    ...(!isQuiet && { detail: stderr }),
  };
}

const STATUS_FIXES: Readonly<Record<number, string>> = {
  400: "correct what was sent; the wire log has the answer",
  401: "sign in, or give credentials with --header",
  403: "use an account or a token that may do this; a server may also refuse this host or origin",
  404: "check the path of the URL; many servers listen on /mcp",
  405: "check the path of the URL; this one does not take POST",
  406: "check the path of the URL; this one does not answer with JSON or events",
  429: "wait, and connect again",
  502: "the proxy does not reach the server; look whether the server runs",
  503: "wait until the server is ready, and connect again",
};

function explainStatus(status: number, message: string): Explanation {
  const fix =
    STATUS_FIXES[status] ??
    (status >= 500
      ? "read the log of the server"
      : status >= 300 && status < 400
        ? "connect to the URL that it points to"
        : "check the URL");
  return { cause: redactText(message), fix };
}

/** A server over stdio that writes logs to stdout is the commonest mistake of all. */
function explainSilence({ stray }: FailureEvidence, message: string): Explanation {
  if (stray === undefined) {
    return { fix: "look in its log whether it hangs, and connect again" };
  }
  return {
    cause: `${message}; its stdout has ${quote(stray)}, which is no JSON-RPC message`,
    fix: "write logs to stderr (console.error); stdout is for messages alone",
  };
}

function explainAnswer({ contentType = "", stray }: FailureEvidence): Explanation {
  if (/html/i.test(contentType)) {
    return {
      cause: `the URL answers with a web page (${contentType})`,
      fix: "give the URL of the MCP endpoint, which often ends in /mcp",
    };
  }
  if (stray !== undefined) {
    return { fix: "write logs to stderr (console.error); stdout is for messages alone" };
  }
  return { fix: "correct the answer of the server; the wire log has it" };
}

const CERTIFICATE = /CERT|SELF_SIGNED|UNABLE_TO_VERIFY|UNABLE_TO_GET_ISSUER|ALTNAME/;

function explainNetwork(error: Error, evidence: FailureEvidence): Explanation {
  const { code, message, syscall = "" } = findSystemError(error);
  if (code === "ENOENT" && syscall.startsWith("spawn")) {
    return { step: "start the process", fix: "check the spelling of the command and the PATH" };
  }
  if (code === "EACCES" && syscall.startsWith("spawn")) {
    return {
      step: "start the process",
      fix: "make the file executable, or start it by its program",
    };
  }
  switch (code) {
    case "ECONNREFUSED":
      return {
        cause: `nothing listens there (${message || code})`,
        fix: "start the server, or correct the port",
      };
    case "ENOTFOUND":
    case "EAI_AGAIN":
      return {
        cause: `the name of the host is not known (${message})`,
        fix: "check the spelling of the host, and the network",
      };
    case "ETIMEDOUT":
    case "UND_ERR_CONNECT_TIMEOUT":
    case "EHOSTUNREACH":
    case "ENETUNREACH":
      return {
        cause: `the host cannot be reached (${code})`,
        fix: "check the network, a VPN or firewall, and the port",
      };
    case "ECONNRESET":
    case "EPIPE":
      return { fix: "look whether the server crashed, and connect again" };
    case undefined:
      return explainUnnamed(evidence);
    default:
  }
  if (code === "EPROTO" || code.startsWith("ERR_SSL")) {
    return { fix: "the port does not speak TLS; write http: in place of https:" };
  }
  if (CERTIFICATE.test(code)) {
    return {
      cause: `the certificate of the server is not trusted (${code}: ${message})`,
      fix: "give Node the certificate of its authority with NODE_EXTRA_CA_CERTS, or correct the host name",
    };
  }
  return { fix: "check the URL, and that the server runs" };
}

function explainUnnamed({ stray }: FailureEvidence): Explanation {
  if (stray === undefined) return { fix: "check the target, and that the server runs" };
  return { fix: "write logs to stderr (console.error); stdout is for messages alone" };
}

/** Finds the refusal of this process under the errors of the libraries. */
function findRefusal(error: unknown): Failure | undefined {
  for (let each = error, depth = 0; each instanceof Error && depth < 8; depth += 1) {
    if (each instanceof HostFailure) return each.failure;
    each = each.cause;
  }
  return undefined;
}

interface SystemError {
  readonly code: string | undefined;
  readonly message: string;
  readonly syscall?: string;
}

/** Finds the error of the system under those of the libraries. */
function findSystemError(error: Error): SystemError {
  let found: SystemError = { code: undefined, message: error.message };
  for (let each: unknown = error, depth = 0; each instanceof Error && depth < 8; depth += 1) {
    const { code, syscall } = each as NodeJS.ErrnoException;
    if (typeof code === "string" && !MortiseError.is(each)) {
      found = { code, message: each.message, ...(syscall !== undefined && { syscall }) };
    }
    // Both addresses of a name were tried.
    const [first] = each instanceof AggregateError ? (each.errors as unknown[]) : [];
    each = first ?? each.cause;
  }
  return found;
}

function messageOf(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  return message.split("; the end of its stderr:\n")[0] ?? message;
}

function quote(text: string): string {
  return JSON.stringify(text.trim().slice(0, 120));
}
