import type { KeyboardEvent, PointerEvent, ReactNode, RefObject } from "react";
import { useCallback, useEffect, useMemo, useRef, useState } from "react";
import type { TimelineLane, TimeRange } from "../log/layout-timeline.ts";
import { layoutTimeline, moveRange, wholeRange, zoomRange } from "../log/layout-timeline.ts";
import type { WireEntry } from "../log/wire-entry.ts";
import { IconButton } from "../part/icon-button.tsx";
import { drawTimeline, findBar } from "./draw-timeline.ts";
import { entryLabel } from "./entry-line.tsx";
import timeline from "./timeline.module.css";

/** The entries on a scale of time, a lane for each client. The wheel zooms, dragging moves. */
export function Timeline(props: {
  readonly entries: readonly WireEntry[];
  readonly picked: number | undefined;
  readonly onPick: (id: number | undefined) => void;
}): ReactNode {
  const { entries, picked, onPick: pick } = props;
  const surface = useRef<HTMLDivElement>(null);
  const canvas = useRef<HTMLCanvasElement>(null);
  const [range, setRange] = useState<TimeRange>();
  const size = useSize(canvas);
  const [hovered, setHovered] = useState<WireEntry>();
  const now = entries.reduce((latest, { row, ms }) => Math.max(latest, row.at + (ms ?? 0)), 0);
  const shown = useMemo(() => range ?? wholeRange(entries, now), [range, entries, now]);
  const lanes = useMemo(() => layoutTimeline(entries, shown, now), [entries, shown, now]);

  useEffect(() => {
    if (canvas.current !== null && size.width > 0) {
      drawTimeline(canvas.current, { lanes, range: shown, picked, hovered: hovered?.id });
    }
  }, [lanes, shown, picked, hovered, size]);

  const zoom = useCallback(
    (factor: number, place: number) => setRange(zoomRange(shown, factor, place)),
    [shown],
  );
  useWheel(surface, zoom);

  const pointer = usePointer({ lanes, range: shown, move: setRange, hover: setHovered, pick });
  const onKeyDown = (event: KeyboardEvent): void => {
    const act = KEYS[event.key];
    if (act === undefined) return;
    event.preventDefault();
    setRange(act(shown));
  };

  return (
    <div className={timeline["timeline"]}>
      <div
        ref={surface}
        aria-label={`Timeline of ${entries.length} entries. Arrow keys move, plus and minus zoom, 0 shows everything; the rows show the same entries.`}
        className={timeline["surface"]}
        onKeyDown={onKeyDown}
        {...pointer}
        role="application"
        // biome-ignore lint/a11y/noNoninteractiveTabindex: it takes keys and the pointer
        tabIndex={0}
      >
        <canvas ref={canvas} className={timeline["canvas"]} />
      </div>
      <div className={timeline["timelineBar"]}>
        <span className={timeline["hovered"]}>
          {hovered === undefined ? "" : entryLabel(hovered)}
        </span>
        <IconButton icon="plus" label="Nearer (+)" onClick={() => zoom(0.5, 0.5)} />
        <IconButton icon="minus" label="Farther (-)" onClick={() => zoom(2, 0.5)} />
        <IconButton
          icon="refresh"
          isDisabled={range === undefined}
          label="Everything (0)"
          onClick={() => setRange(undefined)}
        />
      </div>
    </div>
  );
}

/** The size of an element, now and after each change. */
function useSize(target: RefObject<HTMLElement | null>): {
  readonly width: number;
  readonly height: number;
} {
  const [size, setSize] = useState({ width: 0, height: 0 });
  useEffect(() => {
    const { current } = target;
    if (current === null) return;
    const watch = new ResizeObserver(() =>
      setSize({ width: current.clientWidth, height: current.clientHeight }),
    );
    watch.observe(current);
    return () => watch.disconnect();
  }, [target]);
  return size;
}

/** Dragging moves the range, a press without it picks the bar under the pointer. */
function usePointer(props: {
  readonly lanes: readonly TimelineLane[];
  readonly range: TimeRange;
  readonly move: (range: TimeRange) => void;
  readonly hover: (entry: WireEntry | undefined) => void;
  readonly pick: (id: number | undefined) => void;
}): Record<"onPointerDown" | "onPointerMove" | "onPointerUp", (event: PointerEvent) => void> & {
  readonly onPointerLeave: () => void;
} {
  const drag = useRef<{ readonly x: number; readonly range: TimeRange; moved: boolean }>(undefined);
  const find = (event: PointerEvent): WireEntry | undefined => {
    const box = event.currentTarget.getBoundingClientRect();
    return findBar(props.lanes, box, event.clientX - box.left, event.clientY - box.top)?.entry;
  };
  return {
    onPointerDown: (event) => {
      event.currentTarget.setPointerCapture(event.pointerId);
      drag.current = { x: event.clientX, range: props.range, moved: false };
    },
    onPointerMove: (event) => {
      const from = drag.current;
      if (from === undefined) {
        props.hover(find(event));
        return;
      }
      const moved = event.clientX - from.x;
      if (Math.abs(moved) < 3 && !from.moved) return;
      from.moved = true;
      props.move(moveRange(from.range, -moved / event.currentTarget.clientWidth));
    },
    onPointerUp: (event) => {
      const wasMoved = drag.current?.moved === true;
      drag.current = undefined;
      if (!wasMoved) props.pick(find(event)?.id);
    },
    onPointerLeave: () => props.hover(undefined),
  };
}

const KEYS: Readonly<Record<string, (range: TimeRange) => TimeRange | undefined>> = {
  ArrowLeft: (range) => moveRange(range, -0.2),
  ArrowRight: (range) => moveRange(range, 0.2),
  "+": (range) => zoomRange(range, 0.5, 0.5),
  "-": (range) => zoomRange(range, 2, 0.5),
  "0": () => undefined,
};

/** React listens to the wheel without the right to keep the page from scrolling. */
function useWheel(
  target: RefObject<HTMLElement | null>,
  zoom: (factor: number, place: number) => void,
): void {
  useEffect(() => {
    const { current } = target;
    if (current === null) return;
    const onWheel = (event: WheelEvent): void => {
      event.preventDefault();
      const box = current.getBoundingClientRect();
      zoom(Math.exp(event.deltaY * 0.002), (event.clientX - box.left) / box.width);
    };
    current.addEventListener("wheel", onWheel, { passive: false });
    return () => current.removeEventListener("wheel", onWheel);
  }, [target, zoom]);
}
