import { ErrorCode, ProtocolError } from "@mortise/protocol";
import type { RequestContext } from "@mortise/server";

/** The owner of the tasks of a caller; empty for anonymous ones. */
export function ownerOf({ auth }: Pick<RequestContext, "auth">): string {
  return auth?.id ?? "";
}

/** @throws ProtocolError `InvalidParams`, with the same words for a task of another owner and for none. */
export function refuseUnknown(id: string): never {
  const shown = JSON.stringify(id.slice(0, 100));
  throw new ProtocolError(
    ErrorCode.InvalidParams,
    `There is no task ${shown}: it belongs to another caller, was deleted after its time to live, or never existed`,
  );
}
