import { describeOldNode } from "../required-node.ts";

/** An error's data where the code says it all. */
export type NoErrorData = Readonly<Record<string, never>>;

/**
 * The reason of a `STORAGE_FAILED`:
 *
 * - `missing`: the folder of the file does not exist
 * - `denied`: no right to open, read, write or create
 * - `corrupt`: the file is damaged or no database
 * - `replaced`: the file was removed or replaced while it was open
 * - `incompatible`: the tables were made by a newer or a different release
 * - `locked`: another process kept the database locked for too long
 * - `full`: the disk or the database is full
 * - `unreadable`: the disk failed
 * - `constraint`: a row would break a constraint, such as a unique key
 * - `sealed`: a value was sealed by a key that this process does not have, or was changed since
 * - `refused`: the database refused the statement
 */
export type StorageFailure =
  | "missing"
  | "denied"
  | "corrupt"
  | "replaced"
  | "incompatible"
  | "locked"
  | "full"
  | "unreadable"
  | "constraint"
  | "sealed"
  | "refused";

/** The `data` of a {@link MortiseError} by code; never a secret. */
export interface MortiseErrorData {
  /** The caller cancelled the request, by its signal or by going away. */
  readonly ABORTED: NoErrorData;
  /** The server refuses this client's credentials, or there are none that it would accept. */
  readonly AUTHORIZATION_FAILED: {
    /** 401 or 403; absent when the failure came before the request. */
    readonly status?: number;
    /** The `WWW-Authenticate` header, if the server sent one. */
    readonly challenge?: string;
    /** The scopes that the credentials lack, if the server names them (`insufficient_scope`). */
    readonly scopes?: readonly string[];
    /** The kind of failure, if the option `auth` names it; an `AuthError` always does. */
    readonly code?: string;
    /** The fix. */
    readonly hint?: string;
  };
  /** Something was used after `close()`. */
  readonly CLOSED: NoErrorData;
  /** The connection ended while a request was in flight. */
  readonly CONNECTION_CLOSED: NoErrorData;
  /** The other side could not be reached or started. */
  readonly CONNECTION_FAILED: NoErrorData;
  /** The server answered with a non-2xx status and no JSON-RPC error. */
  readonly HTTP_ERROR: {
    readonly status: number;
    /** The `WWW-Authenticate` header, where the server sent one. */
    readonly challenge?: string;
    /** Where a redirect that was not followed points to, without its query. */
    readonly location?: string;
    /** The wait that the server asked for, in milliseconds. */
    readonly retryAfterMs?: number;
    /** The legacy session is over; a new connection begins another. */
    readonly sessionEnded?: boolean;
  };
  /** A tool, resource, prompt, schema or extension cannot work as written. */
  readonly INVALID_DEFINITION: NoErrorData;
  /** An option has a value that it cannot have. */
  readonly INVALID_OPTION: {
    /** The request that needs the option. */
    readonly method?: string;
    /** The option's name. */
    readonly option?: string;
  };
  /** The other side answered with something that the protocol does not allow. */
  readonly INVALID_RESPONSE: {
    /** The method of the message that is not allowed. */
    readonly method?: string;
  };
  /** The provider of a language model refused or broke off. */
  readonly MODEL_FAILED: {
    readonly model?: string;
    /** The provider's HTTP status. */
    readonly status?: number | undefined;
  };
  /** There is no such model, its package is not installed, or its key is missing or wrong. */
  readonly MODEL_UNAVAILABLE: {
    readonly model?: string;
    readonly provider?: string;
    /** The provider's HTTP status. */
    readonly status?: number | undefined;
    /** The environment variable that holds the key. */
    readonly variable?: string | undefined;
    /** The packages to install. */
    readonly packages?: readonly string[];
  };
  /** The process of a stdio server ended. */
  readonly SERVER_EXITED: {
    readonly exitCode?: number | null;
    readonly signal?: string | null;
    /** The end of what it wrote to standard error. */
    readonly stderr?: string;
  };
  /** A database, or the file of one, cannot be used as asked. */
  readonly STORAGE_FAILED: {
    readonly reason: StorageFailure;
    /** The file of an embedded database. */
    readonly path?: string;
  };
  /** A task was cancelled, and not by this call. */
  readonly TASK_CANCELLED: {
    readonly taskId: string;
  };
  /** The server has no such task, or has it no longer. */
  readonly TASK_GONE: {
    readonly taskId: string;
    /** The time to live that the server named last, in milliseconds. */
    readonly ttlMs?: number;
  };
  /** No answer came in time. */
  readonly TIMEOUT: {
    /** The limit, in milliseconds. */
    readonly timeoutMs?: number;
    /** The task that goes on, if only the wait for it is over. */
    readonly taskId?: string;
  };
  /** This is a Node older than the packages run on; thrown when they are imported. */
  readonly UNSUPPORTED_NODE: NoErrorData;
  /** Client and server have no protocol revision in common. */
  readonly UNSUPPORTED_REVISION: {
    /** The revisions that the server lists; unchecked. */
    readonly supported?: readonly unknown[];
  };
  /** A file of a skill is not what the server's listing says. */
  readonly VERIFICATION_FAILED: {
    readonly reason: "size" | "digest" | "frontmatter" | "unlisted";
    /** The URI of the file. */
    readonly uri: string;
  };
}

/** Every code of a {@link MortiseError}; stable across releases. */
export type MortiseErrorCode = keyof MortiseErrorData;

/** The cause of a {@link MortiseError}, and its data where the code has any. */
export type MortiseErrorOptions<Code extends MortiseErrorCode> = ErrorOptions &
  (NoErrorData extends MortiseErrorData[Code]
    ? { readonly data?: MortiseErrorData[Code] }
    : { readonly data: MortiseErrorData[Code] });

/** Every {@link MortiseError} with its code and data: `switch (error.code)` narrows `error.data`. */
export type AnyMortiseError = {
  [Code in MortiseErrorCode]: MortiseError<Code>;
}[MortiseErrorCode];

const BRAND = Symbol.for("mortise.error");

/**
 * A failure on this side of the wire; switch on {@link MortiseError.code}.
 *
 * An error of the other side is a `ProtocolError`; an error of a user's schema or handler passes
 * through. {@link MortiseErrorData} lists the data of each code.
 */
export class MortiseError<Code extends MortiseErrorCode = MortiseErrorCode> extends Error {
  static {
    Object.defineProperty(MortiseError.prototype, BRAND, { value: true });
    // Every package imports this class, so that none gets as far as the first thing that is missing.
    const oldNode = describeOldNode();
    if (oldNode !== undefined) throw new MortiseError("UNSUPPORTED_NODE", oldNode);
  }

  /** The name of the class. */
  override readonly name: string = "MortiseError";
  /** The kind of the error; see the reference of errors. */
  readonly code: Code;
  /** Details for programs, typed by `code`. */
  readonly data: MortiseErrorData[Code];

  constructor(
    code: Code,
    message: string,
    ...[options]: NoErrorData extends MortiseErrorData[Code]
      ? [options?: MortiseErrorOptions<Code>]
      : [options: MortiseErrorOptions<Code>]
  ) {
    super(message, options);
    this.code = code;
    this.data = options?.data ?? ({} as MortiseErrorData[Code]);
  }

  /** Returns whether `error` is a MortiseError, of this or another installed copy of the package. */
  static is(error: unknown): error is AnyMortiseError {
    return typeof error === "object" && error !== null && BRAND in error;
  }
}
