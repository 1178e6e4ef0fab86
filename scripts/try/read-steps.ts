/** A block of a page that a reader pastes into a shell. */
export interface Step {
  readonly commands: string;
  /** The text that must be in what the commands print. */
  readonly prints: string;
  /** Whether the last command runs until it is interrupted. */
  readonly isServing: boolean;
}

const BLOCK = /<!-- (prints|until): (.+) -->\n```sh\n([\s\S]*?)```/g;

/**
 * Reads the blocks of a page that are followed, in order.
 *
 * @throws Error if the page has none.
 */
export function readSteps(page: string): readonly Step[] {
  const steps = [...page.matchAll(BLOCK)].map(
    ([, kind, prints = "", commands = ""]): Step => ({
      commands,
      prints,
      isServing: kind === "until",
    }),
  );
  if (steps.length === 0) throw new Error("The page has no block to follow");
  return steps;
}

/** Returns the commands as the page says that they are with pnpm. */
export function forPnpm(commands: string): string {
  return commands
    .replace(/^npm create (\S+ \S+) -- /gm, "pnpm create $1 ")
    .replace(/^npm /gm, "pnpm ")
    .replace(/^npx /gm, "pnpm exec ");
}
