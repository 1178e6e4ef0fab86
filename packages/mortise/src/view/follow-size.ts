import type { PageWindow } from "./page-window.ts";

/** The size that a page needs, in pixels. */
export interface PageSize {
  readonly width: number;
  readonly height: number;
}

/** Reports the size of the page now and after every change of it; returns what ends that. */
export function followSize(page: PageWindow, report: (size: PageSize) => void): () => void {
  const element = page.document.documentElement;
  let last: PageSize | undefined;
  const observer = new page.ResizeObserver(() => {
    // The height of the content, even where the page is stretched to the height of its frame.
    const { height: stretched } = element.style;
    element.style.height = "max-content";
    const height = Math.ceil(element.getBoundingClientRect().height);
    element.style.height = stretched;
    const width = Math.ceil(page.innerWidth);
    if (last?.height === height && last.width === width) return;
    last = { width, height };
    report(last);
  });
  observer.observe(element);
  return () => observer.disconnect();
}
