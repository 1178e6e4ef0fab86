import { parseArgs } from "node:util";
import { TEMPLATES } from "./template.ts";

/** The wishes of a command line; the rest is asked for on a terminal. */
export interface Wishes {
  readonly folder: string | undefined;
  readonly template: string | undefined;
  readonly name: string | undefined;
  /** Whether packages are installed; `undefined` where the command line does not say. */
  readonly install: boolean | undefined;
  /** Takes the default for each thing that is not said. */
  readonly yes: boolean;
  readonly help: boolean;
}

/** The help text. */
export const USAGE: string = `Usage: npm create mortise@latest [folder] -- [options]

Makes a new MCP server or agent with Mortise, with tests, a container and settings for editors.
Asks for the folder and the template that are left out.

  --template <name>   ${TEMPLATES.map(({ name, description }) => `${name.padEnd(10)} ${description}`).join("\n                      ")}
  --name <name>       the name in package.json (from the folder)
  --install           install the packages afterwards; --no-install does not, nor asks
  --yes               ask nothing: a server, in my-mortise-server

Examples:
  npm create mortise@latest
  npm create mortise@latest desk -- --template tasks --install

Then: cd desk && npm run dev, which opens the inspector.
Guides: https://mortise-dev.github.io/mortise/guide/getting-started.html
`;

/**
 * Reads the command line.
 *
 * @throws RangeError for an option that does not exist, and for more than one folder.
 */
export function readArguments(args: readonly string[]): Wishes {
  const { values, positionals } = parse(args);
  const [folder, more] = positionals;
  if (more !== undefined) {
    throw new RangeError(`One folder is made at a time, and ${JSON.stringify(more)} is another`);
  }
  const { template, name, install, yes = false, help = false } = values;
  return { folder, template, name, install, yes, help };
}

/** The options as Node reads them. */
const OPTIONS = {
  template: { type: "string", short: "t" },
  name: { type: "string" },
  install: { type: "boolean" },
  yes: { type: "boolean", short: "y" },
  help: { type: "boolean", short: "h" },
} as const;

type Parsed = ReturnType<
  typeof parseArgs<{ options: typeof OPTIONS; allowPositionals: true; allowNegative: true }>
>;

function parse(args: readonly string[]): Parsed {
  try {
    return parseArgs({
      args: [...args],
      allowPositionals: true,
      allowNegative: true,
      options: OPTIONS,
    });
  } catch (error) {
    throw new RangeError((error as Error).message);
  }
}
