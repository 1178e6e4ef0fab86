import type { Command } from "commander";
import type { CommandSession } from "../invocation/command-session.ts";

/** Adds `mortise demo`. */
export function addDemoCommand(program: Command, session: CommandSession): void {
  program
    .command("demo")
    .description("Run the support desk: two agents over four servers.")
    .option("--verbose", "show stacks of errors")
    .action(async () => {
      const { runDemo } = await import("./demo/run-demo.ts");
      await runDemo(session.interruption.listen());
    });
}
