/** Something that a file has and that the author must look at. */
export interface Finding {
  /** The file, as it was given. */
  readonly path: string;
  /** The line before the conversion, from 1. */
  readonly line: number;
  /**
   * `left`: it stands as it was, and the file does not run with Mortise until it is replaced.
   * `note`: it was converted or left out, and behaves in another way than before.
   */
  readonly kind: "left" | "note";
  /** The code that was found. */
  readonly found: string;
  /** The remedy, or the difference. */
  readonly advice: string;
}

/** How many registrations of tools, resources, prompts and handlers there were. */
export interface RegistrationCount {
  /** All that the files make. */
  readonly found: number;
  /** Those that are made with Mortise now. */
  readonly converted: number;
}
