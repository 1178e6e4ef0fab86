import type { Control } from "../../contract/index.ts";

/** The functions that carry the requests of the page out. */
export type Controls = {
  readonly [Name in keyof Control]?: (
    input: Control[Name][0],
  ) => Control[Name][1] | Promise<Control[Name][1]>;
};
