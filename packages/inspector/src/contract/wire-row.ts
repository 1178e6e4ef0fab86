/** The JSON-RPC message of a row, as far as lists show it. */
export interface RpcSummary {
  readonly kind: "request" | "result" | "error" | "notification";
  readonly id?: string | number;
  /** That of the request, for a result or an error too, once they are paired. */
  readonly method?: string;
  /** The tool, prompt or URI that the message is about. */
  readonly subject?: string;
  /** A result of a tool that reports its own failure. */
  readonly isError?: boolean;
}

/** Something that crossed the wire, as the wire log lists it. Rows never change; `pair` points backwards. */
export interface WireRow {
  /** Counts up over everything that the inspector saw. */
  readonly id: number;
  /** Milliseconds since 1970, with fractions. */
  readonly at: number;
  readonly connection: string;
  /** The client that sent or received it: `inspector`, or the name that another client gave itself. */
  readonly lane: string;
  /** `to-server`, or `to-client`. */
  readonly direction: "to-server" | "to-client";
  readonly transport: "http" | "stdio" | "memory";
  /** Numbers the connection, and over HTTP each request with its response. */
  readonly exchange: number;
  /** `stray` is output of a stdio server that is no JSON-RPC message. */
  readonly kind: "rpc" | "http-request" | "http-response" | "body" | "stderr" | "stray" | "end";
  readonly rpc?: RpcSummary;
  /** The row that this one answers. */
  readonly pair?: number;
  /** Milliseconds since the row that this one answers. */
  readonly ms?: number;
  readonly http?: {
    readonly method?: string;
    readonly url?: string;
    readonly status?: number;
    readonly headers: readonly (readonly [name: string, value: string])[];
  };
  /** The bytes as text, as they were; cut after {@link INLINE_BYTES}, whole under `frame`. */
  readonly text: string;
  /** The size of the whole in bytes. */
  readonly bytes: number;
  readonly isCut: boolean;
  /** The call of the inspector that this belongs to. */
  readonly call?: string;
}

/** Longer texts of a row are cut in the event stream, and read whole by `GET /_inspect/frame?id=`. */
export const INLINE_BYTES = 16_384;
