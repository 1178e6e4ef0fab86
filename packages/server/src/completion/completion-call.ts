import type { JsonRpcRequest } from "@mortise/protocol";
import { ErrorCode, ProtocolError } from "@mortise/protocol";
import { EntryCall } from "../handler/entry-call.ts";
import type { Entry } from "../visibility/entry.ts";
import type { Completer } from "./completer.ts";

/** An entry that may have values to suggest. */
export interface Completable extends Entry {
  readonly complete?: Readonly<Record<string, Completer>>;
}

/** One `completion/complete`. */
export class CompletionCall extends EntryCall<Completable> {
  get where(): string {
    return `completion of ${this.argument.name}`;
  }

  get timeout(): number {
    return this.defaultTimeout;
  }

  get argument(): CompletedArgument {
    return readArgument(this.request);
  }
}

/** The argument or variable to complete, and how its value begins. */
export interface CompletedArgument {
  readonly name: string;
  readonly value: string;
}

/** Reads the argument to complete; throws `InvalidParams` for a request without one. */
export function readArgument({ params }: JsonRpcRequest): CompletedArgument {
  const { name, value } = (params?.["argument"] ?? {}) as Readonly<Record<string, unknown>>;
  if (typeof name === "string" && typeof value === "string") return { name, value };
  throw new ProtocolError(
    ErrorCode.InvalidParams,
    'completion/complete needs an "argument" with a "name" and a "value", both strings',
  );
}
