import pc from "picocolors";

type Colors = ReturnType<typeof pc.createColors>;

function isColored(stream: { readonly isTTY?: boolean }): boolean {
  const { NO_COLOR, FORCE_COLOR, TERM } = process.env;
  if (NO_COLOR !== undefined && NO_COLOR !== "") return false;
  if (FORCE_COLOR !== undefined && FORCE_COLOR !== "") return FORCE_COLOR !== "0";
  return stream.isTTY === true && TERM !== "dumb";
}

/** Colours for standard output: only on a terminal, and never with `NO_COLOR`. */
export const color: Colors = pc.createColors(isColored(process.stdout));

/** Colours for standard error, by the same rule. */
export const errorColor: Colors = pc.createColors(isColored(process.stderr));
