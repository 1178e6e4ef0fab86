#!/usr/bin/env node
import process from "node:process";
import { serve } from "mortise";
import { readJiraOptions } from "./options.ts";
import { createJiraServer } from "./server.ts";

try {
  await serve(createJiraServer(readJiraOptions(process.env)));
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : error}\n`);
  process.exitCode = 1;
}
