import type { KeyboardEvent, ReactNode } from "react";

/**
 * A form that is sent by its button and by Ctrl+Enter or ⌘+Enter, which then reaches nothing else: the
 * page sends the call that is shown by the same key.
 */
export function SendForm(props: {
  readonly className?: string | undefined;
  readonly onSend: () => void;
  readonly children: ReactNode;
}): ReactNode {
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
    event.preventDefault();
    event.stopPropagation();
    props.onSend();
  };
  return (
    <form
      className={props.className}
      onKeyDown={onKeyDown}
      onSubmit={(event) => {
        event.preventDefault();
        props.onSend();
      }}
    >
      {props.children}
    </form>
  );
}
