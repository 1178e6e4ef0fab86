#!/usr/bin/env node
import { runCommand } from "./run-command.ts";

const isInteractive = process.stdin.isTTY === true && process.stdout.isTTY === true;
process.exitCode = await runCommand(process.argv.slice(2), { env: process.env, isInteractive });
