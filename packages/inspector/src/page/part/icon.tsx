import type { ReactNode } from "react";

/** Drawn on a grid of 16; no font and no file is needed for them. */
const PATHS = {
  search: "M7 12A5 5 0 1 0 7 2a5 5 0 0 0 0 10Zm3.6-1.4L14 14",
  plus: "M8 3v10M3 8h10",
  minus: "M3 8h10",
  cross: "M4 4l8 8M12 4l-8 8",
  check: "M3 8.5l3.2 3L13 4.5",
  down: "M4 6l4 4 4-4",
  right: "M6 4l4 4-4 4",
  play: "M5 3.5v9l7-4.5-7-4.5Z",
  stop: "M4.5 4.5h7v7h-7z",
  star: "M8 2l1.8 3.9 4.2.5-3.1 2.9.8 4.2L8 11.4l-3.7 2.1.8-4.2L2 6.4l4.2-.5L8 2Z",
  copy: "M6 6V3h7v7h-3M3 6h7v7H3z",
  sun: "M8 10.8a2.8 2.8 0 1 0 0-5.6 2.8 2.8 0 0 0 0 5.6ZM8 1.5V3M8 13v1.5M1.5 8H3M13 8h1.5M3.4 3.4l1 1M11.6 11.6l1 1M3.4 12.6l1-1M11.6 4.4l1-1",
  moon: "M13 9.6A5.6 5.6 0 0 1 6.4 3a5.4 5.4 0 1 0 6.6 6.6Z",
  half: "M8 14A6 6 0 1 0 8 2a6 6 0 0 0 0 12ZM8 2v12M8 5h3.8M8 8h6M8 11h3.8",
  warning: "M8 2.5L14.5 13.5h-13L8 2.5ZM8 6.5v3.2M8 11.6v.1",
  info: "M8 14A6 6 0 1 0 8 2a6 6 0 0 0 0 12ZM8 7.4V11M8 5v.1",
  trash: "M3 4.5h10M6 4.5V3h4v1.5M4.5 4.5l.6 8.5h5.8l.6-8.5",
  pause: "M6 3.5v9M10 3.5v9",
  download: "M8 2.5v7.5M5 7.5l3 3 3-3M3 13.5h10",
  upload: "M8 10.5V3M5 5.5l3-3 3 3M3 13.5h10",
  refresh: "M13 3.5V7H9.5M13 7a5.2 5.2 0 1 0 .2 2.6",
  link: "M6.8 9.2a2.6 2.6 0 0 0 3.7 0l2.3-2.3a2.6 2.6 0 0 0-3.7-3.7l-.9.9M9.2 6.8a2.6 2.6 0 0 0-3.7 0L3.2 9.1a2.6 2.6 0 0 0 3.7 3.7l.9-.9",
  external: "M9.5 3H13v3.5M13 3L7.5 8.5M11 9.5V13H3V5h3.5",
  edit: "M3 13l.6-2.8L10.8 3 13 5.2l-7.2 7.2L3 13Z",
  command: "M3.5 5.5L6 8l-2.5 2.5M7.5 11.5h5",
  list: "M5.5 4H14M5.5 8H14M5.5 12H14M2.5 4v.1M2.5 8v.1M2.5 12v.1",
  wire: "M2 5h9M8.5 2.5L11 5 8.5 7.5M14 11H5M7.5 8.5L5 11l2.5 2.5",
  result: "M2.5 3h11v10h-11zM2.5 6h11M5.5 9h5",
  help: "M8 14A6 6 0 1 0 8 2a6 6 0 0 0 0 12ZM6.2 6.2A1.9 1.9 0 1 1 8 8.6v.7M8 11.4v.1",
  bolt: "M9 1.8L3.8 9H8l-1 5.2L12.2 7H8l1-5.2Z",
} as const;

export type IconName = keyof typeof PATHS;

/** A picture beside a text, or inside a control that has a name of its own. */
export function Icon(props: { readonly name: IconName; readonly size?: number }): ReactNode {
  const size = props.size ?? 14;
  return (
    <svg
      aria-hidden="true"
      fill="none"
      height={size}
      stroke="currentColor"
      strokeLinecap="round"
      strokeLinejoin="round"
      strokeWidth="1.5"
      viewBox="0 0 16 16"
      width={size}
    >
      <path d={PATHS[props.name]} />
    </svg>
  );
}
