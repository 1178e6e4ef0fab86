import type { TimelineBar, TimelineLane, TimeRange } from "../log/layout-timeline.ts";
import { scaleMarks } from "../log/layout-timeline.ts";
import { hasFailed } from "../log/wire-entry.ts";
import { writeTime } from "../log/wire-text.ts";
import { laneColour } from "./lane.tsx";

/** Heights in pixels: the scale, the name of a lane, a level of bars. */
const SCALE = 20;
const NAME = 17;
const LEVEL = 13;

interface Drawing {
  readonly lanes: readonly TimelineLane[];
  readonly range: TimeRange;
  readonly picked: number | undefined;
  readonly hovered: number | undefined;
}

/** Draws the lanes in the colours of the page. */
export function drawTimeline(canvas: HTMLCanvasElement, drawing: Drawing): void {
  const context = canvas.getContext("2d");
  if (context === null) return;
  const { clientWidth: width, clientHeight: height } = canvas;
  const ratio = globalThis.devicePixelRatio;
  canvas.width = width * ratio;
  canvas.height = height * ratio;
  context.scale(ratio, ratio);
  const style = getComputedStyle(canvas);
  const colour = (name: string): string => style.getPropertyValue(name);
  context.font = `11px ${style.fontFamily}`;
  context.textBaseline = "middle";
  drawScale(context, { width, height }, drawing.range, colour);

  let top = SCALE;
  for (const { lane, levels, bars } of drawing.lanes) {
    context.fillStyle = colour("--text");
    context.fillText(lane, 6, top + NAME / 2);
    for (const { entry, start, end, level } of bars) {
      const isMarked = entry.id === drawing.picked || entry.id === drawing.hovered;
      context.fillStyle = hasFailed(entry) ? colour("--bad") : colour(`--lane-${laneColour(lane)}`);
      context.globalAlpha = isMarked || drawing.picked === undefined ? 1 : 0.55;
      const left = start * width;
      const y = top + NAME + level * LEVEL;
      context.fillRect(left, y, Math.max((end - start) * width, 2), LEVEL - 3);
      context.globalAlpha = 1;
      if (!isMarked) continue;
      context.strokeStyle = colour("--text");
      context.strokeRect(left - 1, y - 1, Math.max((end - start) * width, 2) + 2, LEVEL - 1);
    }
    top += laneHeight(levels);
    context.fillStyle = colour("--line");
    context.fillRect(0, top - 3, width, 1);
  }
}

function drawScale(
  context: CanvasRenderingContext2D,
  { width, height }: { readonly width: number; readonly height: number },
  range: TimeRange,
  colour: (name: string) => string,
): void {
  for (const at of scaleMarks(range, Math.max(Math.floor(width / 110), 1))) {
    const x = ((at - range.from) / (range.to - range.from)) * width;
    context.fillStyle = colour("--line");
    context.fillRect(x, 0, 1, height);
    context.fillStyle = colour("--dim");
    context.fillText(writeTime(at), x + 4, SCALE / 2);
  }
}

/** Returns the bar at a place in pixels, within a few of them. */
export function findBar(
  lanes: readonly TimelineLane[],
  { width }: { readonly width: number },
  x: number,
  y: number,
): TimelineBar | undefined {
  let top = SCALE;
  for (const { levels, bars } of lanes) {
    const height = laneHeight(levels);
    if (y >= top && y < top + height) {
      const level = Math.floor((y - top - NAME) / LEVEL);
      const hit = bars.filter(
        (bar) => bar.level === level && x >= bar.start * width - 3 && x <= bar.end * width + 3,
      );
      return hit.at(-1);
    }
    top += height;
  }
  return undefined;
}

function laneHeight(levels: number): number {
  return NAME + levels * LEVEL + 6;
}
