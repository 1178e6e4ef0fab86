import type { Command } from "commander";
import type { CommandSession } from "./command-session.ts";
export function addChatCommand(_program: Command, _session: CommandSession): void {}
