import type { Page } from "playwright-core";

/** The times between the pictures that a page draws, in milliseconds. */
export interface FrameTimes {
  /** Nineteen of twenty are shorter. */
  readonly most: number;
  readonly longest: number;
}

/** Measures the pictures that a page draws while `act` happens in it. */
export async function measureFrames(page: Page, act: () => Promise<void>): Promise<FrameTimes> {
  await page.evaluate(`{
    globalThis.benchTimes = [];
    let last = performance.now();
    const draw = (now) => {
      globalThis.benchTimes?.push(now - last);
      last = now;
      if (globalThis.benchTimes) requestAnimationFrame(draw);
    };
    requestAnimationFrame(draw);
  }`);
  await act();
  const times = await page.evaluate<number[]>(
    "{ const times = globalThis.benchTimes; globalThis.benchTimes = undefined; times }",
  );
  const sorted = times.toSorted((left, right) => left - right);
  return {
    most: sorted[Math.floor(sorted.length * 0.95)] ?? 0,
    longest: sorted.at(-1) ?? 0,
  };
}

/** A page that needs seconds for one picture has shown enough by then. */
const SCROLL_MS = 20_000;

/** Turns the wheel over an element, as fast as a hand does. */
export async function scrollOver(page: Page, label: string): Promise<void> {
  const box = await page.getByText(label, { exact: true }).first().boundingBox();
  if (box === null) throw new Error(`${label} is not shown`);
  await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
  const end = performance.now() + SCROLL_MS;
  for (let turn = 0; turn < 60 && performance.now() < end; turn += 1) {
    await page.mouse.wheel(0, turn < 40 ? 240 : -240);
    await page.evaluate("new Promise(requestAnimationFrame)");
  }
}
