import type { IAsyncProperty, IRawProperty } from "fast-check";

/** A promise about some part of Mortise that must hold for every input. */
export interface Subject {
  readonly name: string;
  /** Its part of all cases, relative to the other subjects. */
  readonly weight: number;
  /** Creates the property; `tick` is called at the start of each case. */
  readonly property: (tick: () => void) => IRawProperty<unknown> | IAsyncProperty<unknown>;
}
