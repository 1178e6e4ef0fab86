/** The length of the measurements, in milliseconds and rounds. */
export interface Pace {
  readonly rounds: number;
  readonly turn: number;
  readonly warmUp: { readonly least: number; readonly most: number };
}
