import { MortiseError } from "@mortise/protocol";

/** A process as it is given; the types of a program in JavaScript are not checked. */
interface Given {
  readonly command: unknown;
  readonly args?: unknown;
}

/**
 * Checks what a program without types may give for a process.
 *
 * @throws MortiseError `INVALID_OPTION`, with how to write it.
 */
export function checkTarget({ command, args }: Given): void {
  if (Array.isArray(command) && command.every(isArgument) && command.length > 0) {
    // Arguments may hold a secret, so the message repeats the program alone.
    const rest = command.length > 1 ? ', args: ["…"]' : "";
    throw invalid(
      "command",
      `\`command\` is one program, not a list; write { command: ${JSON.stringify(command[0])}${rest} }`,
    );
  }
  if (typeof command !== "string") {
    throw invalid("command", `\`command\` is ${typeof command}, not a text; give the program`);
  }
  if (command.trim() === "") {
    throw invalid("command", "`command` is empty; give the program, such as process.execPath");
  }
  if (typeof args === "string") {
    throw invalid(
      "args",
      '`args` is a text; give a list, such as args: ["server.ts", "--verbose"]',
    );
  }
  const isList = args === undefined || (Array.isArray(args) && args.every(isArgument));
  if (!isList) {
    throw invalid("args", "`args` is no list of texts; write numbers and others as texts");
  }
}

/** Returns how a command line in place of a command is written; `undefined` for a plain command. */
export function splitAdvice(command: string, args: readonly string[]): string | undefined {
  const [program = "", ...rest] = command.trim().split(/\s+/);
  if (rest.length === 0) return undefined;
  const isOption = rest.every((part) => !part.includes("=") && !part.includes("://"));
  const written = isOption ? JSON.stringify([...rest, ...args.map(() => "…")]) : "[…]";
  return `\`command\` is one program, without arguments: write { command: ${JSON.stringify(program)}, args: ${written} }`;
}

function isArgument(value: unknown): boolean {
  return typeof value === "string";
}

function invalid(option: string, message: string): MortiseError {
  return new MortiseError("INVALID_OPTION", message, { data: { option } });
}
