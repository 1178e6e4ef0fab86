import type { Clock } from "./clock.ts";
import { systemClock } from "./clock.ts";
import type { Tap, WireFrame } from "./tap.ts";

/** Settings of {@link openTap}. */
export interface TapSettings {
  /** The tapped side. */
  readonly side: WireFrame["side"];
  /** `stdio`, `http` or `memory`. */
  readonly transport: string;
  /** Gives the time of frames. Default: the platform's clock. */
  readonly clock?: Clock | undefined;
}

/** The members of a frame that differ from one frame of an exchange to the next. */
type Passing<Frame extends WireFrame> = Frame extends WireFrame
  ? Omit<Frame, "sequence" | "at" | "side" | "transport" | "exchange">
  : never;

/** One connection, or one HTTP request with its response, as a tap sees it. */
export interface TapExchange {
  /** Passes a frame to the tap. */
  pass(frame: Passing<WireFrame>): void;
  /** Passes data, as text if it is well-formed UTF-8; empty data is left out. */
  data(direction: WireFrame["direction"], data: string | Uint8Array): void;
  /** Passes the end of one direction, once; `reason` says why it broke off. */
  end(direction: WireFrame["direction"], reason?: string): void;
}

/** The counters of each tap. */
const COUNTS = new WeakMap<Tap, { sequence: number; exchanges: number }>();

/**
 * Returns a function that begins an exchange on `tap`. Frames are numbered across everything that
 * has the same tap, such as a connection that was lost and its successor; errors of the tap are
 * ignored.
 */
export function openTap(
  tap: Tap,
  { side, transport, clock = systemClock }: TapSettings,
): () => TapExchange {
  const count = COUNTS.get(tap) ?? { sequence: 0, exchanges: 0 };
  COUNTS.set(tap, count);
  return () => {
    const exchange = ++count.exchanges;
    const ended = new Set<WireFrame["direction"]>();
    const pass = (frame: Passing<WireFrame>): void => {
      const at = clock.now();
      try {
        const sequence = ++count.sequence;
        const returned: unknown = tap({ ...frame, sequence, at, side, transport, exchange });
        if (returned instanceof Promise) returned.catch(ignore);
      } catch {
        // A broken tap must not break the connection that it looks at.
      }
    };
    return {
      pass,
      data(direction, data) {
        if (data.length > 0) pass({ kind: "data", direction, data: toText(data) });
      },
      end(direction, reason) {
        if (ended.has(direction)) return;
        ended.add(direction);
        pass({ kind: "end", direction, ...(reason !== undefined && { reason }) });
      },
    };
  };
}

/** Ignores the error of an async tap, as that of any other. */
function ignore(): void {}

/** Decodes well-formed UTF-8; copies other bytes, whose buffer the owner may use again. */
function toText(data: string | Uint8Array): string | Uint8Array {
  if (typeof data === "string") return data;
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(data);
  } catch {
    return new Uint8Array(data);
  }
}
