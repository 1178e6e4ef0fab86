import type { Shape } from "./shape.ts";

/** The control of one value; its label, state and faults are drawn around it. */
export interface ControlProps {
  readonly id: string;
  readonly label: string;
  readonly shape: Shape;
  readonly value: unknown;
  readonly onChange: (value: unknown) => void;
  readonly pointer: string;
  readonly isInvalid: boolean;
  /** The ids of the texts that describe the value. */
  readonly describedBy: string | undefined;
}
