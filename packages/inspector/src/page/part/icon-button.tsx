import { Tooltip } from "@mantine/core";
import type { ReactNode, Ref } from "react";
import type { IconName } from "./icon.tsx";
import { Icon } from "./icon.tsx";
import styles from "./part.module.css";

/** A small button; its label is its name, and shown as a hint unless `text` stands beside the picture. */
export function IconButton(props: {
  readonly icon: IconName;
  readonly label: string;
  readonly text?: string;
  readonly isPressed?: boolean;
  readonly isDisabled?: boolean;
  readonly onClick?: () => void;
  readonly ref?: Ref<HTMLButtonElement>;
}): ReactNode {
  const { icon, label, text, isPressed, isDisabled, onClick, ref, ...rest } = props;
  const button = (
    <button
      {...rest}
      ref={ref}
      aria-label={text === undefined || text !== label ? label : undefined}
      aria-pressed={isPressed}
      className={styles["iconButton"]}
      disabled={isDisabled}
      onClick={onClick}
      type="button"
    >
      <Icon name={icon} />
      {text}
    </button>
  );
  return text === label ? button : <Tooltip label={label}>{button}</Tooltip>;
}
