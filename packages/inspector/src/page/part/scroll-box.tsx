import type { ReactNode } from "react";

/** Preformatted text that scrolls within its box, by the keyboard too. */
export function ScrollBox(props: {
  readonly label: string;
  readonly className?: string | undefined;
  readonly children: ReactNode;
}): ReactNode {
  return (
    <section
      aria-label={props.label}
      className={props.className}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: a box that scrolls must be reached by keys (WCAG 2.1.1)
      tabIndex={0}
    >
      {props.children}
    </section>
  );
}
