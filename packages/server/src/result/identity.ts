import type { Implementation, JsonObject } from "@mortise/protocol";
import { MetaKey } from "@mortise/protocol";

/**
 * The name and version of a server in the `_meta` of every modern result
 * (2026-07-28, Schema, ResultMetaObject).
 */
export class Identity {
  readonly info: Implementation;
  /** The `_meta` of a result that has nothing else to say. */
  readonly meta: JsonObject;
  readonly #json: string;

  constructor(info: Implementation) {
    this.info = info;
    this.meta = { [MetaKey.serverInfo]: info };
    this.#json = JSON.stringify(this.meta);
  }

  /** Writes the JSON text of a `_meta`, with `own` besides the server's name if there is any. */
  writeMeta(own: JsonObject | undefined): string {
    if (own === undefined) return this.#json;
    return JSON.stringify({ ...this.meta, ...own });
  }
}

/**
 * Ends the JSON text of a complete result, which lacks nothing but its `_meta` and its type
 * (2026-07-28, Basic, ResultType).
 */
export function endResult(
  text: string,
  { identity }: { readonly identity: Identity | undefined },
  meta?: JsonObject,
): string {
  if (identity) return `${text},"_meta":${identity.writeMeta(meta)},"resultType":"complete"}`;
  return meta === undefined ? `${text}}` : `${text},"_meta":${JSON.stringify(meta)}}`;
}

/** Writes the JSON text of a complete result from its members. */
export function writeResult(
  members: object,
  caller: { readonly identity: Identity | undefined },
): string {
  return endResult(JSON.stringify(members).slice(0, -1), caller);
}
